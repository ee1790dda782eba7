/** Builds the contents of a popover each time it opens: none exist while it is closed. */
export type Fill = (panel: HTMLElement, close: () => void) => void;

/** Opens it: below its button, or at another place (a right click). */
export type Open = (at?: DOMRect) => void;

type Label = string | (() => string);

/**
 * Let a button open a small panel above everything else; Escape or a click elsewhere closes it.
 */
export function popover(
  opener: HTMLButtonElement,
  label: Label,
  fill: Fill,
  role: 'dialog' | 'menu' = 'dialog'
): Open {
  opener.setAttribute('aria-haspopup', role);
  opener.setAttribute('aria-expanded', 'false');
  let open = false;
  let dismissed = false; // by the very press whose click comes now: that was to close it
  const show: Open = at => {
    const panel = made(typeof label === 'string' ? label : label(), role);
    (opener.closest('.cj-table, .cj') ?? document.body).append(panel); // its styles are of there
    fill(panel, () => panel.hidePopover());
    panel.addEventListener('beforetoggle', event => {
      open = event.newState === 'open';
      opener.setAttribute('aria-expanded', String(open));
    });
    panel.addEventListener('toggle', event => {
      if (event.newState !== 'open') {
        leave(panel, opener);
      }
    });
    panel.showPopover();
    place(panel, at ?? opener.getBoundingClientRect());
    panel.querySelector<HTMLElement>('input, button')?.focus({ preventScroll: true });
  };
  opener.addEventListener('pointerdown', () => {
    dismissed = open;
  });
  opener.addEventListener('click', () => {
    if (open || dismissed) {
      dismissed = false;
      return;
    }
    show();
  });
  return show;
}

function made(label: string, role: string): HTMLElement {
  const panel = document.createElement('div');
  panel.className = 'cj-popover';
  panel.popover = 'auto';
  panel.setAttribute('role', role);
  panel.setAttribute('aria-label', label);
  panel.addEventListener('keydown', event => event.stopPropagation()); // no key of the grid
  return panel;
}

/** Remove the panel; the focus returns from it to its button. */
function leave(panel: HTMLElement, opener: HTMLElement): void {
  const inside = panel.contains(document.activeElement);
  panel.remove();
  if (inside || document.activeElement === document.body) {
    opener.focus({ preventScroll: true });
  }
}

/** Below the button, else above it, and never outside the window. */
function place(panel: HTMLElement, at: DOMRect): void {
  const { width, height } = panel.getBoundingClientRect();
  const below = at.bottom + 4;
  const top = below + height <= window.innerHeight ? below : Math.max(4, at.top - height - 4);
  const left = Math.max(4, Math.min(at.left, window.innerWidth - width - 4));
  panel.style.top = `${top}px`;
  panel.style.left = `${left}px`;
}
