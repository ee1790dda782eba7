// Asks what is around the page (JupyterLab) to show a widget in a tab of its own.
import type { RenderProps } from '@anywidget/types';

interface Traits {
  takes: boolean;
}

interface Message {
  op: string;
  about: string;
  name: string;
  /** Of the widget that is to be shown. */
  model_id: string;
}

function render({ model, el }: RenderProps<Traits>): () => void {
  // labextension/src/tabs.ts leaves this mark, and listens.
  model.set('takes', document.body.dataset.canfarJupyterTabs === 'yes');
  model.save_changes();
  const receive = ({ op, about, name, model_id }: Message): void => {
    if (op !== 'open' || !el.parentElement?.checkVisibility()) {
      return; // another window shows this page
    }
    const asked = new CustomEvent('canfar-jupyter:open', {
      bubbles: true,
      cancelable: true,
      detail: { name, model_id }
    });
    if (el.dispatchEvent(asked)) {
      model.send({ op: 'refused', about });
    }
  };
  model.on('msg:custom', receive);
  return () => model.off('msg:custom', receive);
}

export default { render };
