// A table of the cloud's resources.
import type { Initialize, Render } from '@anywidget/types';
import { heartbeat } from '../kit/elements/heartbeat';
import type { Traits } from './view/model';
import { type Change, Rows } from './view/rows';
import { onSearchKey } from './view/search_key';
import { TableView } from './view/table_view';

const AGES_MS = 30_000; // how often ages are written anew

/** One store of rows for each model, and one result of this. */
export default (): { initialize: Initialize<Traits>; render: Render<Traits> } => {
  let rows: Rows | undefined;
  return {
    initialize({ model }) {
      rows = new Rows(model);
    },
    render({ model, el }) {
      const mine = (rows ??= new Rows(model));
      const table = new TableView(model, el, mine);
      const onRows = (change: Change): void => table.onRows(change);
      mine.listeners.add(onRows);
      model.on('change:selection', () => table.onSelection());
      model.on('change:current', () => table.onCurrent());
      model.on('change:arrangement', () => table.onArrangement());
      model.on('change:notice change:groups', () => table.schedule(true));
      const resized = new ResizeObserver(() => table.schedule(false));
      resized.observe(table.scroller);
      const ages = setInterval(() => table.schedule(false), AGES_MS);
      const stopSearch = onSearchKey(el, () => table.search());
      const stop = heartbeat(el, () => model.send({ op: 'beat', rev: mine.rev }));
      return () => {
        mine.listeners.delete(onRows);
        resized.disconnect();
        clearInterval(ages);
        stopSearch();
        stop();
      };
    }
  };
};
