import { EmptyState } from '../../kit/elements/empty_state';
import { FIRST, ID, type Row } from './cells';
import { Chosen } from './chosen';
import { type Arrangement, Columns } from './columns';
import { Grid } from './grid';
import { copyRows, saveRows } from './hand_out';
import type { Model } from './model';
import { NextFrame } from './next_frame';
import { Opened } from './opened';
import { Place } from './place';
import { Query, type Result } from './query';
import { type Change, type Rows, reorders } from './rows';
import type { How } from './selection';
import { barActs, headActs } from './table_acts';
import { Bar } from './table_bar';
import { Body } from './table_body';
import { onClick, onContextMenu, rowOf } from './table_clicks';
import { Head } from './table_head';
import { onKey } from './table_keys';
import { Told } from './told';

/** One view of a table: virtual scroll, live rows, an ARIA grid. */
export class TableView {
  readonly scroller: HTMLDivElement;
  readonly chosen: Chosen;
  readonly opened: Opened;
  private readonly _grid: Grid;
  private readonly _query: Query;
  private readonly _place: Place;
  private readonly _told = new Told();
  private readonly _columns: Columns;
  private readonly _bar: Bar;
  private readonly _head: Head;
  private readonly _body: Body;
  private readonly _notice = new EmptyState();
  private _result: Result = { view: [], total: 0, counts: new Map(), group: '' };
  private readonly _frame = new NextFrame(
    () => this._paint(),
    () => this._rebuild()
  );

  constructor(
    private readonly _model: Model,
    el: HTMLElement,
    private readonly _rows: Rows
  ) {
    const [columns, actions] = [_model.get('columns'), _model.get('actions')];
    const groups = _model.get('groups');
    this._query = new Query(columns, groups, _model.get('sort'));
    this._place = new Place(_model.get('place'), this._query, groups);
    this.chosen = new Chosen(_model);
    this.opened = new Opened(_model, this.chosen, this._place.current, () => this._paint());
    this._grid = new Grid(_model.get('label'));
    this.scroller = this._grid.node;
    const save = (now: Arrangement, redraw: boolean): void => this._saveArrangement(now, redraw);
    this._columns = new Columns(columns, _model.get('actions_width'), this.scroller, save);
    el.classList.add('cj-table');
    const acts = barActs(this, this._query, this.chosen);
    this._bar = new Bar(el, _model, this._columns, acts);
    const mine = (): Row[] => this._query.inGroup(this._all(), this._result.group);
    const heads = headActs(this, this._query, mine);
    this._head = new Head(this.scroller, this._columns, actions, heads);
    this._bar.text = this._query.text;
    const act = (id: string, action: string): void => this.act(id, action);
    this._body = new Body(this.scroller, this._columns, actions, act);
    el.append(this.scroller, this._notice.node, this._told.node);
    this._columns.measure(_rows.byId, null);
    this._listen();
    this._arrange();
  }

  /** The rows as shown. */
  get shown(): Row[] {
    return this._result.view;
  }

  get rowHeight(): number {
    return this._body.height;
  }

  /** Position of the row in the tab order; -1: there is none. */
  activeAt(): number {
    return this.at(this.chosen.active);
  }

  at(id: string | null): number {
    return this.shown.findIndex(row => row[ID] === id);
  }

  activeRow(): HTMLElement | undefined {
    return this._body.find(this.chosen.active);
  }

  // Changes of the model

  /** The arrangement changed: by another view of the model, or by this one. */
  onArrangement(): void {
    const told = JSON.stringify(this._model.get('arrangement'));
    if (told !== JSON.stringify(this._columns.arrangement())) {
      this._arrange();
    }
  }

  onRows(change: Change): void {
    const { members, cells } = change;
    const places = members || cells === null ? null : [...cells].map(place => place - FIRST);
    this._columns.measure(this._rows.byId, places && new Set(places));
    this.schedule(reorders(change, this._query.indexes(), this._query.text !== ''));
  }

  /** The kernel changed the selection: scroll to its first row. */
  onSelection(): void {
    if (this.chosen.take()) {
      this.schedule(true);
    }
  }

  /** The kernel opened another row, or none: scroll to it. */
  onCurrent(): void {
    this._keepPlace();
    const at = this.at(this.opened.id);
    if (at >= 0 && !this.scroller.contains(document.activeElement)) {
      this.goTo(at, false);
    }
    this.schedule(false);
  }

  schedule(rebuild: boolean): void {
    this._frame.schedule(rebuild);
  }

  // Actions of the user

  pick(at: number, how: How): void {
    this.chosen.pick(this.shown, at, how);
    this._paint();
  }

  selectAll(): void {
    this.chosen.select(this.shown.map(row => row[ID]));
    this._paint();
  }

  selectNone(): void {
    this.chosen.select([]);
    this._paint();
  }

  /** A plain click: open the row, or check its box where rows do not open. */
  click(at: number, id: string): void {
    if (this.opened.possible) {
      this.chosen.active = id;
      this.opened.open(id, false);
    } else {
      this.pick(at, {});
    }
  }

  /** Enter: the row as a page; where rows do not open, go to its first control. */
  enter(): void {
    const { active } = this.chosen;
    if (active !== null && this.opened.possible) {
      this.opened.open(active, true);
    } else {
      this.activeRow()?.querySelector<HTMLElement>('button:not([hidden])')?.focus();
    }
  }

  openMenu(id: string | null, at?: DOMRect): void {
    this.chosen.active = id ?? this.chosen.active;
    this._paint();
    this._body.openMenu(id, at);
  }

  search(): void {
    this._bar.search();
  }

  /**
   * Say what was just done.
   *
   * @param near what it is about
   */
  tell(text: string, near?: Element): void {
    this._told.say(text, near);
  }

  goTo(at: number, focus: boolean): void {
    const row = this.shown[at];
    if (!row) {
      return;
    }
    this.chosen.active = row[ID];
    this._body.scrollTo(at, this._head.el.offsetHeight);
    this._paint();
    if (focus) {
      this.focusRow();
    }
  }

  focusRow(): void {
    this.activeRow()?.focus({ preventScroll: true });
  }

  /** Other rows are to be shown. */
  narrowed(): void {
    this.scroller.scrollTop = 0;
    this._place.toTop();
    this._keepPlace();
    this.schedule(true);
  }

  /** The rows are to be shown in another order. */
  sorted(): void {
    this._keepPlace();
    this._rebuild();
  }

  async copy(): Promise<void> {
    this.tell(await copyRows(this._columns.wanted(), this._handed()));
  }

  save(): void {
    saveRows(this._model.get('label'), this._columns.wanted(), this._handed());
  }

  /** Do what a row's button says. */
  act(id: string, action: string): void {
    this.chosen.active = id;
    this._paint();
    this.send(action, [id]);
  }

  send(action: string, ids: string[]): void {
    this._model.send({ op: 'act', action, ids });
  }

  private _listen(): void {
    const { space } = this._body;
    space.addEventListener('click', event => onClick(this, event));
    space.addEventListener('contextmenu', event => onContextMenu(this, event));
    space.addEventListener('focusin', event => {
      this.chosen.active = rowOf(event) ?? this.chosen.active;
    });
    this.scroller.addEventListener('keydown', event => onKey(this, event));
    this.scroller.addEventListener('scroll', () => {
      this.schedule(false);
      this._place.keepSoon(this.opened.id, () => this.scroller.scrollTop);
    });
  }

  private readonly _has = (id: string): boolean => this._rows.byId.has(id);

  private _all(): Row[] {
    return [...this._rows.byId.values()];
  }

  private _keepPlace(): void {
    this._place.keep(this.opened.id, this.scroller.scrollTop);
  }

  /** Apply the model's arrangement of the columns. */
  private _arrange(): void {
    this._columns.take(this._model.get('arrangement'));
    this._redraw();
  }

  private _redraw(): void {
    const focused = this._body.space.contains(document.activeElement);
    const actions = this._model.get('actions').length ? 1 : 0;
    this._body.height = this._grid.shape(this._columns, actions + 1);
    this._bar.narrow(this._grid.cards);
    this._head.draw();
    this._body.clear();
    this._rebuild();
    if (focused) {
      this.focusRow();
    }
  }

  private _saveArrangement(arrangement: Arrangement, redraw: boolean): void {
    if (redraw) {
      this._redraw();
    }
    this._model.set('arrangement', arrangement);
    this._model.save_changes();
  }

  private _rebuild(): void {
    const rows = this._all();
    this._result = this._query.run(rows);
    this.chosen.keep(this.shown, this._has);
    this._measure();
    this._paint();
    this._notice.say(this._nothing(rows));
    this._reveal();
    this.opened.again(this._has);
  }

  private _measure(): void {
    const { length } = this.shown;
    this._body.space.style.height = `${length * this.rowHeight}px`;
    this._grid.count(length, this._model.get('max_rows'));
    this._head.show(this._query.sort, this._query.filters);
  }

  private _paint(): void {
    if (this._columns.fit(this.scroller.clientWidth)) {
      this._redraw(); // which paints
      return;
    }
    this._place.scroll(this.scroller);
    this._body.paint(
      this.shown,
      this._head.el.offsetHeight,
      this.chosen.selected,
      this.chosen.active,
      this.opened.id
    );
    this._head.check(this.chosen.selected.size, this.shown.length);
    const { counts, group, total } = this._result;
    this._bar.update({
      counts,
      group,
      shown: this.shown.length,
      total,
      selected: this.chosen.selected.size,
      filtered: this._query.filtered
    });
  }

  /** The sentence in place of rows. */
  private _nothing(rows: Row[]): string {
    const { group, total } = this._result;
    if (this.shown.length) {
      return '';
    }
    if (this._query.filtered && total > 0) {
      return this._query.nothing(rows, group);
    }
    const open = this._model.get('groups').find(({ key }) => key === group);
    return this._model.get('notice') || open?.empty || this._model.get('empty');
  }

  /** Scroll to the wanted row. */
  private _reveal(): void {
    const wanted = this.chosen.takeWanted(this._has);
    const at = wanted === null ? -1 : this.at(wanted);
    if (at >= 0) {
      this.goTo(at, false);
      this.activeRow()?.scrollIntoView({ block: 'nearest' });
    }
  }

  /** The selected rows, or all shown rows. */
  private _handed(): Row[] {
    const chosen = this.shown.filter(row => this.chosen.selected.has(row[ID]));
    return chosen.length ? chosen : this.shown;
  }
}
