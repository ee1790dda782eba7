/** Shows a widget that a page offers in a tab of its own, with the kernel that the page has. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { MainAreaWidget } from '@jupyterlab/apputils';
import { type IRenderMimeRegistry, MimeModel } from '@jupyterlab/rendermime';
import { Panel, type Widget } from '@lumino/widgets';
import { cloudIcon } from './icon';
import { type IOffer, offerOf } from './offer';

const OFFERED = 'canfar-jupyter:open';
const WIDGET = 'application/vnd.jupyter.widget-view+json';

/** Let widgets know that tabs are made, and make them. */
export function takeTabs(app: JupyterFrontEnd): void {
  document.body.dataset.canfarJupyterTabs = 'yes';
  document.addEventListener(OFFERED, event => {
    const offer = offerOf(event);
    const source = [...app.shell.widgets('main')].find(
      widget => event.target instanceof Node && widget.node.contains(event.target)
    );
    const rendermime = source && rendermimeOf(source);
    if (offer && source && rendermime) {
      event.preventDefault();
      open(app, offer, source, rendermime);
    }
  });
}

/** What renders the widgets of a notebook's kernel, or of the dashboard's. */
function rendermimeOf(widget: Widget): IRenderMimeRegistry | null {
  const { rendermime, content } = widget as {
    rendermime?: IRenderMimeRegistry;
    content?: { rendermime?: IRenderMimeRegistry };
  };
  return rendermime ?? content?.rendermime ?? null;
}

function open(
  app: JupyterFrontEnd,
  { name, model }: IOffer,
  source: Widget,
  rendermime: IRenderMimeRegistry
): void {
  const id = `canfar-jupyter-page-${model}`;
  if (![...app.shell.widgets('main')].some(widget => widget.id === id)) {
    const tab = new MainAreaWidget({ content: new Panel() });
    tab.id = id;
    tab.title.label = name;
    tab.title.icon = cloudIcon;
    tab.title.closable = true;
    tab.content.addClass('cj-PageTab');
    const view = rendermime.createRenderer(WIDGET);
    tab.content.addWidget(view);
    const data = { [WIDGET]: { model_id: model, version_major: 2, version_minor: 0 } };
    void view.renderModel(new MimeModel({ data, trusted: true }));
    // Its kernel goes with what it came from.
    source.disposed.connect(() => tab.dispose());
    app.shell.add(tab, 'main', { ref: source.id });
  }
  app.shell.activateById(id);
}
