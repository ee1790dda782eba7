import { element } from '../../kit/elements/element';
import { FIRST, ID, type Row } from './cells';
import { Chosen } from './chosen';
import { type Arrangement, Columns } from './columns';
import { copyRows, saveRows } from './hand_out';
import type { Model } from './model';
import { NextFrame } from './next_frame';
import { Opened } from './opened';
import { Place } from './place';
import { Query, type Result } from './query';
import { type Change, type Rows, reorders } from './rows';
import { Screen } from './screen';
import type { How } from './selection';
import { barActs, headActs } from './table_acts';
import { onClick, onContextMenu, rowOf } from './table_clicks';
import { onKey } from './table_keys';

/** One view of a table: virtual scroll, live rows, an ARIA grid. */
export class TableView {
  readonly scroller: HTMLDivElement;
  readonly chosen: Chosen;
  readonly opened: Opened;
  private readonly _query: Query;
  private readonly _place: Place;
  private readonly _columns: Columns;
  private readonly _screen: Screen;
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
    const groups = _model.get('groups');
    this._query = new Query(_model.get('columns'), groups, _model.get('sort'));
    this._place = new Place(_model.get('place'), this._query, groups);
    this.chosen = new Chosen(_model);
    this.opened = new Opened(_model, this.chosen, this._place.current, () => this._paint());
    this.scroller = element('div');
    const save = (now: Arrangement, redraw: boolean): void => this._saveArrangement(now, redraw);
    this._columns = new Columns(
      _model.get('columns'),
      _model.get('actions_width'),
      this.scroller,
      save
    );
    const mine = (): Row[] => this._query.inGroup(this._all(), this._result.group);
    this._screen = new Screen(el, _model, this._columns, {
      bar: barActs(this, this._query, this.chosen),
      head: headActs(this, this._query, mine),
      act: (id, action) => this.act(id, action)
    });
    this._screen.bar.text = this._query.text;
    this._listen();
    this._arrange();
  }

  /** The rows as shown. */
  get shown(): Row[] {
    return this._result.view;
  }

  get rowHeight(): number {
    return this._screen.body.height;
  }

  /** Position of the row in the tab order; -1: there is none. */
  activeAt(): number {
    return this.at(this.chosen.active);
  }

  at(id: string | null): number {
    return this.shown.findIndex(row => row[ID] === id);
  }

  activeRow(): HTMLElement | undefined {
    return this._screen.body.find(this.chosen.active);
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
    this._screen.body.openMenu(id, at);
  }

  search(): void {
    this._screen.bar.search();
  }

  /**
   * Say what was just done.
   *
   * @param near what it is about
   */
  tell(text: string, near?: Element): void {
    this._screen.told.say(text, near);
  }

  goTo(at: number, focus: boolean): void {
    const row = this.shown[at];
    if (!row) {
      return;
    }
    this.chosen.active = row[ID];
    this._screen.body.scrollTo(at, this._screen.headHeight);
    this._paint();
    if (focus) {
      this.focusRow();
    }
  }

  /** Go to the row in the tab order, of those that the search has left. */
  enterRows(): void {
    this._frame.now();
    this.goTo(Math.max(0, this.activeAt()), true);
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
    this.tell(await copyRows(this._columns.wanted(), this.chosen.among(this.shown)));
  }

  save(): void {
    saveRows(this._model.get('label'), this._columns.wanted(), this.chosen.among(this.shown));
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
    const { space } = this._screen.body;
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
    const focused = this._screen.body.space.contains(document.activeElement);
    this._columns.measure(this._rows.byId, null);
    this._screen.reshape();
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
    this._screen.measure(this.shown.length, this._query);
    this._paint();
    this._screen.say(rows, this._result, this._query);
    this._reveal();
    this.opened.again(this._has);
  }

  private _paint(): void {
    if (this._columns.fit(this.scroller.clientWidth)) {
      this._redraw(); // which paints
      return;
    }
    if (this.shown.length) {
      this._place.scroll(this.scroller);
    }
    this._screen.paint(this._result, this.chosen, this._query.filtered);
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
}
