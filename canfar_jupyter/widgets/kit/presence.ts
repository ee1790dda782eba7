import type { RenderProps } from '@anywidget/types';
import { heartbeat } from './elements/heartbeat';

/** The heartbeat of a page; invisible. */
function render({ model, el }: RenderProps): () => void {
  model.send({ op: 'hello' });
  return heartbeat(el, () => model.send({ op: 'beat' }));
}

export default { render };
