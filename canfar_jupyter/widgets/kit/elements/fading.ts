const SHOWN_MS = 6000;
const FADES_MS = 400;

/**
 * Let a box fade after a few seconds in which it could be seen, not while the pointer is over it or
 * the focus in it; `gone` is called after that.
 */
export function fade(box: HTMLElement, gone: () => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let held = 0;
  const go = (): void => {
    box.classList.add('cj-fading'); // a style; with reduced motion it is gone at once
    const still = globalThis.matchMedia('(prefers-reduced-motion: reduce)').matches;
    timer = setTimeout(gone, still ? 0 : FADES_MS);
  };
  const wait = (): void => {
    clearTimeout(timer);
    box.classList.remove('cj-fading');
    if (held === 0 && !document.hidden) {
      timer = setTimeout(go, SHOWN_MS);
    }
  };
  const hold = (by: number) => (): void => {
    held += by;
    wait();
  };
  box.addEventListener('pointerenter', hold(1));
  box.addEventListener('pointerleave', hold(-1));
  box.addEventListener('focusin', hold(1));
  box.addEventListener('focusout', hold(-1));
  const looked = (): void => {
    if (box.isConnected) {
      wait();
    } else {
      document.removeEventListener('visibilitychange', looked);
    }
  };
  document.addEventListener('visibilitychange', looked);
  wait();
}
