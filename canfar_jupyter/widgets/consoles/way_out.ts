/** Says how one leaves, in the words of the page. */
export const WAY_OUT = 'Ctrl+Alt+Shift';

const MODIFIERS = ['Control', 'Alt', 'Shift', 'AltGraph', 'Meta'];

/**
 * Leave the screen when Ctrl, Alt and Shift were pressed together, and nothing else, and are all
 * up again: by then the machine has heard that they are.
 *
 * @returns what ends it
 */
export function wayOut(screen: HTMLElement, leave: () => void): () => void {
  let armed = false;
  const down = (event: KeyboardEvent): void => {
    const all = event.ctrlKey && event.altKey && event.shiftKey;
    armed = MODIFIERS.includes(event.key) && (all || armed);
  };
  const up = (event: KeyboardEvent): void => {
    if (armed && !event.ctrlKey && !event.altKey && !event.shiftKey) {
      armed = false;
      setTimeout(leave, 0); // after the machine has heard of this key, too
    }
  };
  screen.addEventListener('keydown', down, true);
  screen.addEventListener('keyup', up, true);
  return () => {
    screen.removeEventListener('keydown', down, true);
    screen.removeEventListener('keyup', up, true);
  };
}
