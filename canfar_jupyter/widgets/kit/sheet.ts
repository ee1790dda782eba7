// Nothing to see: the style sheet travels with this widget, and keys are kept from JupyterLab.
import type { RenderProps } from '@anywidget/types';

/**
 * In a notebook "d" pressed twice deletes the cell, also while a row of ours has the focus.
 * JupyterLab passes over an element with this attribute, but looks at the focused one only.
 * With Ctrl, Alt or Cmd its shortcuts still work (Ctrl+S saves the notebook), but not on the
 * screen of a console, where every key is the machine's.
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

function initialize(): () => void {
  // At the window: JupyterLab listens at the document, also while the event goes down.
  window.addEventListener('keydown', keep, true);
  return () => window.removeEventListener('keydown', keep, true);
}

/** The box it is in becomes a landmark, so that screen readers can jump to it. */
function render({ el }: RenderProps): void {
  requestAnimationFrame(() => {
    const box = el.parentElement;
    if (!box) {
      return;
    }
    const heading = box.matches('.cj-panel') ? box.querySelector('.cj-heading') : null;
    box.setAttribute('role', 'region');
    box.setAttribute('aria-label', heading?.textContent ?? 'Cloud');
  });
}

export default { initialize, render };
