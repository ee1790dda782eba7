// Tell the kernel that somebody is looking: while the element is on the screen of a visible page.
const BEAT_MS = 10000;

export function heartbeat(el, beat) {
  let onScreen = false;
  const maybe = () => {
    if (onScreen && document.visibilityState === "visible") beat();
  };
  const observer = new IntersectionObserver((entries) => {
    const now = entries[entries.length - 1].isIntersecting;
    if (now !== onScreen) {
      onScreen = now;
      maybe();
    }
  });
  observer.observe(el);
  const timer = setInterval(maybe, BEAT_MS);
  document.addEventListener("visibilitychange", maybe);
  return () => {
    observer.disconnect();
    clearInterval(timer);
    document.removeEventListener("visibilitychange", maybe);
  };
}
