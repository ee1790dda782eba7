const BEAT_MS = 10_000;

/**
 * Tell the kernel that the element is visible: while it is on the screen of a visible page.
 *
 * @returns a function that stops it
 */
export function heartbeat(el: HTMLElement, beat: () => void): () => void {
  let onScreen = false;
  const maybe = (): void => {
    if (onScreen && document.visibilityState === 'visible') {
      beat();
    }
  };
  const observer = new IntersectionObserver(entries => {
    const now = entries.at(-1)?.isIntersecting ?? false;
    if (now !== onScreen) {
      onScreen = now;
      maybe();
    }
  });
  observer.observe(el);
  const timer = setInterval(maybe, BEAT_MS);
  document.addEventListener('visibilitychange', maybe);
  return () => {
    observer.disconnect();
    clearInterval(timer);
    document.removeEventListener('visibilitychange', maybe);
  };
}

/** Repeat something while the element is visible; returns a function that stops it. */
export function whileSeen(el: HTMLElement, pause: number, act: () => void): () => void {
  const timer = setInterval(() => {
    if (document.visibilityState === 'visible' && el.checkVisibility()) {
      act();
    }
  }, pause);
  return () => clearInterval(timer);
}
