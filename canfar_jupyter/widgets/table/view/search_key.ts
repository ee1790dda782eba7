// The key "/" puts the cursor into a table's search, from anywhere around it.
import { targetOf } from '../../kit/elements/element';

const TYPED_INTO =
  'input:not([type=checkbox], [type=radio], [type=button]), textarea, select, ' +
  '[contenteditable]:not([contenteditable=false]), [role=textbox], .xterm, .cm-editor, canvas';
const ALONE = 'dialog, [role=dialog], [role=alertdialog], [role=menu]'; // keys stay in there

/** Listen until the function that is returned is called. */
export function onSearchKey(table: HTMLElement, search: () => void): () => void {
  const pressed = (event: KeyboardEvent): void => {
    const held = event.ctrlKey || event.metaKey || event.altKey;
    const target = targetOf(event);
    if (event.key !== '/' || held || event.defaultPrevented || !target) {
      return;
    }
    if (!target.closest(TYPED_INTO) && nearest(target) === table) {
      event.preventDefault();
      search();
    }
  };
  document.addEventListener('keydown', pressed);
  return () => document.removeEventListener('keydown', pressed);
}

/** The table that a key is meant for: around the focus, else beside it, else the first one. */
function nearest(target: Element): Element | undefined {
  if (target !== document.body && !target.closest('.cj')) {
    return undefined; // a key of the page around the widgets
  }
  for (let around: Element | null = target; around; around = around.parentElement) {
    if (around.matches(ALONE)) {
      return undefined;
    }
    const own = around.closest('.cj-table');
    const found = own ?? [...around.querySelectorAll('.cj-table')].find(isVisible);
    if (found) {
      return found;
    }
  }
  return undefined;
}

function isVisible(node: Element): boolean {
  return node.getClientRects().length > 0;
}
