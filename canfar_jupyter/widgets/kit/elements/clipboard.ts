// Export of text and files: to the clipboard, or to the user's disk.

const COPIED_MS = 2000; // how long a button says so
const REVOKE_MS = 60_000; // until the browser may forget a file that was saved

/** Copy; return whether it worked: without https browsers offer only the older API. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyAsCommand(text);
  }
}

function copyAsCommand(text: string): boolean {
  let copied = false;
  const fill = (event: ClipboardEvent): void => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
    event.stopImmediatePropagation();
    copied = true;
  };
  document.addEventListener('copy', fill, true);
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- there is no other way on plain http
  document.execCommand('copy');
  document.removeEventListener('copy', fill, true);
  return copied;
}

/** Copy, and say so on the button; without a clipboard (plain http) select the text instead. */
export async function copyFrom(node: HTMLElement, opener: HTMLButtonElement): Promise<void> {
  const before = opener.textContent;
  try {
    await navigator.clipboard.writeText(node.textContent);
    opener.textContent = 'Copied';
  } catch {
    getSelection()?.selectAllChildren(node);
    opener.textContent = 'Press Ctrl+C';
  }
  setTimeout(() => {
    opener.textContent = before;
  }, COPIED_MS);
}

/** Hand a file to the user. */
export function saveFile(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), REVOKE_MS);
}
