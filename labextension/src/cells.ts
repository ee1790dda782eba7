/** Takes code that a widget in a notebook offers, as a new cell below the widget's own. */
import type { JupyterFrontEnd } from '@jupyterlab/application';

const OFFERED = 'canfar-jupyter:cell';
const INSERT = 'notebook:insert-cell-below'; // these two are JupyterLab's own commands
const WRITE = 'notebook:replace-selection';

/** Let widgets know that cells are taken, and take them; it is for the user to run them. */
export function takeCells(app: JupyterFrontEnd): void {
  document.body.dataset.canfarJupyterCells = 'yes';
  document.addEventListener(OFFERED, event => {
    const source = sourceOf(event);
    const inside = event.target instanceof Element && event.target.closest('.jp-Notebook');
    if (source && inside && app.shell.currentWidget?.node.contains(inside)) {
      void insert(app, source);
    }
  });
}

/** The code that an event offers; '': it has none. */
export function sourceOf(event: Event): string {
  const detail: unknown = event instanceof CustomEvent ? event.detail : null;
  const source = (detail as { source?: unknown } | null)?.source;
  return typeof source === 'string' ? source : '';
}

async function insert(app: JupyterFrontEnd, text: string): Promise<void> {
  await app.commands.execute(INSERT);
  await app.commands.execute(WRITE, { text });
}
