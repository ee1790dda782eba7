import { EmptyState } from '../../kit/elements/empty_state';
import type { Row } from './cells';
import type { Chosen } from './chosen';
import type { Columns } from './columns';
import { Grid } from './grid';
import type { Model } from './model';
import type { Query, Result } from './query';
import { Bar, type BarActs } from './table_bar';
import { Body } from './table_body';
import { Head, type HeadActs } from './table_head';
import { Told } from './told';

/** What a table has on the screen: its bar, its titles, its rows, a sentence in place of them. */
export class Screen {
  readonly bar: Bar;
  readonly body: Body;
  readonly told = new Told();
  readonly grid: Grid;
  private readonly _head: Head;
  private readonly _notice = new EmptyState();

  /** @param act does what a row's button says */
  constructor(
    el: HTMLElement,
    private readonly _model: Model,
    private readonly _columns: Columns,
    on: { bar: BarActs; head: HeadActs; act: (id: string, action: string) => void }
  ) {
    const actions = _model.get('actions');
    el.classList.add('cj-table');
    this.grid = new Grid(_columns.scroller, _model.get('label'));
    this.bar = new Bar(el, _model, _columns, on.bar);
    this._head = new Head(this.grid.node, _columns, actions, on.head);
    this.body = new Body(this.grid.node, _columns, actions, on.act);
    el.append(this.grid.node, this._notice.node, this.told.node);
  }

  get headHeight(): number {
    return this._head.el.offsetHeight;
  }

  /** Other columns are shown, or in another way: all cells are drawn anew. */
  reshape(): void {
    const actions = this._model.get('actions').length ? 1 : 0;
    this.body.height = this.grid.shape(this._columns, actions + 1);
    this.bar.narrow(this.grid.cards);
    this._head.draw();
    this.body.clear();
  }

  /** The rows or their order changed. */
  measure(rows: number, { sort, filters }: Query): void {
    this.body.space.style.height = `${rows * this.body.height}px`;
    this.grid.count(rows, this._model.get('max_rows'));
    this._head.show(sort, filters);
  }

  /** @param filtered whether there is a search or a filter */
  paint({ view, counts, group, total }: Result, chosen: Chosen, filtered: boolean): void {
    const { selected, active } = chosen;
    this.body.paint(view, this.headHeight, selected, active, this._model.get('current'));
    this._head.check(selected.size, view.length);
    const state = { counts, group, shown: view.length, total, selected: selected.size, filtered };
    this.bar.update(state);
  }

  /**
   * Say why there is nothing to see, in place of rows.
   *
   * @param all rows, shown or not
   */
  say(all: Row[], { view, group, total }: Result, query: Query): void {
    if (view.length) {
      this._notice.say('');
    } else if (query.filtered && total > 0) {
      this._notice.say(query.nothing(all, group));
    } else {
      const open = this._model.get('groups').find(({ key }) => key === group);
      this._notice.say(this._model.get('notice') || open?.empty || this._model.get('empty'));
    }
  }
}
