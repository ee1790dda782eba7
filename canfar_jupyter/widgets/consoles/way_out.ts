/** How to leave, as shown on the page. */
export const WAY_OUT = 'Ctrl+Alt+Shift';

const MODIFIERS = ['Control', 'Alt', 'Shift', 'AltGraph', 'Meta'];

/**
 * Leave the screen when Ctrl, Alt and Shift, and no other key, were pressed together and are all
 * released: by then the machine has been told so.
 *
 * @returns a function that stops it
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
