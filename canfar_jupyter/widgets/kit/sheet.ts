// Invisible: this widget brings the style sheet, and keeps keys from JupyterLab.
import type { RenderProps } from '@anywidget/types';

/**
 * In a notebook "d" pressed twice deletes the cell, even while one of our rows has the focus.
 * JupyterLab passes over an element with this attribute, but looks at the focused one only.
 * With Ctrl, Alt or Cmd its shortcuts still work (Ctrl+S saves the notebook), but not on the
 * screen of a console, where every key goes to the machine.
 */
function keep(event: KeyboardEvent): void {
  const target = event.target;
  if (!(target instanceof Element) || !target.closest('.cj')) {
    return;
  }
  const all = target.closest('[data-cj-keys]') !== null;
  const ours = all || !(event.ctrlKey || event.metaKey || event.altKey) || 'ac'.includes(event.key);
  target.toggleAttribute('data-lm-suppress-shortcuts', ours);
}

/** ipywidgets writes "null" as the tooltip of a control that has none. */
function untitle(event: Event): void {
  const titled = event.target instanceof Element ? event.target.closest('[title="null"]') : null;
  if (titled?.closest('.cj')) {
    titled.removeAttribute('title');
  }
}

function initialize(): () => void {
  // On the window: JupyterLab listens on the document, also in the capture phase.
  window.addEventListener('keydown', keep, true);
  window.addEventListener('pointerover', untitle, true);
  window.addEventListener('focusin', untitle, true);
  return () => {
    window.removeEventListener('keydown', keep, true);
    window.removeEventListener('pointerover', untitle, true);
    window.removeEventListener('focusin', untitle, true);
  };
}

/**
 * Its parent box becomes a landmark, so that screen readers can jump to it; a page of the
 * dashboard is one already, under its tab.
 */
function render({ el }: RenderProps): void {
  requestAnimationFrame(() => {
    const box = el.parentElement;
    if (!box || box.matches('.cj-page') || box.parentElement?.closest('.cj')) {
      return;
    }
    const heading = box.matches('.cj-panel') ? box.querySelector('.cj-heading') : null;
    box.setAttribute('role', 'region');
    box.setAttribute('aria-label', heading?.textContent ?? 'Cloud');
  });
}

export default { initialize, render };
