import type { RenderProps } from '@anywidget/types';
import { heartbeat } from './elements/heartbeat';

/** Here I am, and somebody is looking; nothing to see. */
function render({ model, el }: RenderProps): () => void {
  model.send({ op: 'hello' });
  return heartbeat(el, () => model.send({ op: 'beat' }));
}

export default { render };
