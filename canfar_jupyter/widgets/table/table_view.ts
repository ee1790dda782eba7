import { copyText, saveFile } from '../kit/clipboard';
import { element, targetOf } from '../kit/element';
import { EmptyState } from '../kit/empty_state';
import { count } from '../kit/numbers';
import { ID, type Row } from './cells';
import { type Arrangement, Columns } from './columns';
import { asCsv, asTsv } from './export';
import type { Filter } from './filters';
import type { Model } from './model';
import { Query, type Result } from './query';
import { type Change, type Rows, reorders } from './rows';
import { type How, choose } from './selection';
import { Bar } from './table_bar';
import { Body, ROW } from './table_body';
import { Head } from './table_head';
import { onKey } from './table_keys';

const FEWEST = 3; // rows of height an almost empty table keeps
const HIDDEN_MS = 100; // until a hidden page is drawn, which has no frames

/** One view of a table: virtual scroll, live rows, an ARIA grid. */
export class TableView {
  readonly scroller: HTMLDivElement;
  private readonly _query: Query;
  private readonly _columns: Columns;
  private readonly _bar: Bar;
  private readonly _head: Head;
  private readonly _body: Body;
  private readonly _notice = new EmptyState();
  private _result: Result = { view: [], total: 0, counts: new Map(), group: '' };
  private _active: string | null = null; // id of the row in the tab order
  private _anchor: string | null = null; // id where a range of selected rows begins
  private _selected: Set<string>;
  private _wanted: string | null = null; // id of the row to bring into view
  private _due: 'paint' | 'rebuild' | null = null; // what the next frame does

  constructor(
    private readonly _model: Model,
    el: HTMLElement,
    private readonly _rows: Rows
  ) {
    const [columns, actions] = [_model.get('columns'), _model.get('actions')];
    this._query = new Query(columns, _model.get('groups'), _model.get('sort'));
    this._selected = new Set(_model.get('selection'));
    this.scroller = element('div', 'cj-grid', undefined, {
      role: 'grid',
      'aria-label': _model.get('label'),
      'aria-multiselectable': 'true'
    });
    const save = (now: Arrangement, redraw: boolean): void => this._saveArrangement(now, redraw);
    this._columns = new Columns(columns, _model.get('actions_width'), this.scroller, save);
    el.classList.add('cj-table');
    this._bar = this._makeBar(el);
    this._head = this._makeHead();
    this._body = new Body(this.scroller, this._columns, actions, 0);
    el.append(this.scroller, this._notice.node);
    this._listen();
    this._arrange();
  }

  /** The rows as shown. */
  get shown(): Row[] {
    return this._result.view;
  }

  get selected(): ReadonlySet<string> {
    return this._selected;
  }

  /** Place of the row in the tab order; -1: there is none. */
  activeAt(): number {
    return this._at(this._active);
  }

  activeRow(): HTMLElement | undefined {
    return this._body.find(this._active);
  }

  // What the model says

  /** The arrangement changed: by another view of the model, or by this one. */
  onArrangement(): void {
    const told = JSON.stringify(this._model.get('arrangement'));
    if (told !== JSON.stringify(this._columns.arrangement())) {
      this._arrange();
    }
  }

  onRows(change: Change): void {
    this.schedule(reorders(change, this._query.indexes(), this._query.text !== ''));
  }

  /** The kernel changed the selection: bring its first row into view. */
  onSelection(): void {
    const told = this._model.get('selection');
    if (told.length === this._selected.size && told.every(id => this._selected.has(id))) {
      return;
    }
    this._selected = new Set(told);
    this._wanted = told[0] ?? null;
    this.schedule(true);
  }

  /** Draw at the next frame: once, whatever came in between. */
  schedule(rebuild: boolean): void {
    const waiting = this._due !== null;
    if (this._due !== 'rebuild') {
      this._due = rebuild ? 'rebuild' : 'paint';
    }
    if (waiting) {
      return;
    }
    const run = (): void => {
      const all = this._due === 'rebuild';
      this._due = null;
      if (all) {
        this._rebuild();
      } else {
        this._paint();
      }
    };
    if (document.visibilityState === 'visible') {
      requestAnimationFrame(run);
    } else {
      setTimeout(run, HIDDEN_MS);
    }
  }

  // What the user does

  pick(at: number, how: How): void {
    const ids = this.shown.map(row => row[ID]);
    const before = { selected: this._selected, anchor: this._anchor };
    const { selected, anchor } = choose(ids, before, at, how);
    this._anchor = anchor;
    this._active = ids[at] ?? this._active;
    this._select(selected);
    this._paint();
  }

  beginRange(): void {
    this._anchor ??= this._active;
  }

  endRange(): void {
    this._anchor = null;
  }

  selectAll(): void {
    this._select(new Set(this.shown.map(row => row[ID])));
    this._paint();
  }

  selectNone(): void {
    this._select(new Set());
    this._paint();
  }

  goTo(at: number, focus: boolean): void {
    const row = this.shown[at];
    if (!row) {
      return;
    }
    this._active = row[ID];
    const room = this.scroller.clientHeight - this._head.el.offsetHeight;
    const y = at * ROW;
    if (y < this.scroller.scrollTop) {
      this.scroller.scrollTop = y;
    } else if (y + ROW > this.scroller.scrollTop + room) {
      this.scroller.scrollTop = y + ROW - room;
    }
    this._paint();
    if (focus) {
      this.focusRow();
    }
  }

  focusRow(): void {
    this.activeRow()?.focus({ preventScroll: true });
  }

  async copy(): Promise<void> {
    const rows = this._handed();
    const done = await copyText(asTsv(this._columns.shown(), rows));
    this._bar.tell(
      done
        ? `${count(rows.length, 'row')} copied`
        : 'The browser does not allow copying here: use CSV.'
    );
  }

  // Inside

  private _makeBar(el: HTMLElement): Bar {
    return new Bar(el, this._model, this._columns, {
      group: key => {
        this._query.group = key;
        this.scroller.scrollTop = 0;
        this._rebuild();
      },
      filter: text => {
        this._query.text = text.trim();
        this._narrowed();
      },
      bulk: action => this._act(action, [...this._selected]),
      clear: () => {
        this._query.clear();
        this.schedule(true);
      },
      copy: () => void this.copy(),
      save: () => this._save()
    });
  }

  private _makeHead(): Head {
    return new Head(this.scroller, this._columns, this._model.get('actions'), {
      sort: (index, add) => {
        this._query.sortBy(index, add);
        this._rebuild();
      },
      filter: (key): Filter | undefined => this._query.filters.get(key),
      change: (key, filter) => {
        this._query.filter(key, filter);
        this._narrowed();
      },
      rows: () => this._query.inGroup(this._all(), this._result.group),
      leave: () => this.goTo(0, true)
    });
  }

  private _listen(): void {
    const { space } = this._body;
    space.addEventListener('click', event => this._click(event));
    space.addEventListener('focusin', event => {
      this._active = rowOf(event)?.dataset.id ?? this._active;
    });
    this.scroller.addEventListener('keydown', event => onKey(this, event));
    this.scroller.addEventListener('scroll', () => this.schedule(false));
  }

  private _all(): Row[] {
    return [...this._rows.byId.values()];
  }

  private _at(id: string | null): number {
    return this.shown.findIndex(row => row[ID] === id);
  }

  private _narrowed(): void {
    this.scroller.scrollTop = 0;
    this.schedule(true);
  }

  /** Take the arrangement of the columns as the model has it. */
  private _arrange(): void {
    this._columns.take(this._model.get('arrangement'));
    this._redraw();
  }

  private _redraw(): void {
    this._head.draw();
    this._body.clear();
    const actions = this._model.get('actions').length ? 1 : 0;
    const columns = this._columns.shown().length + actions;
    this.scroller.setAttribute('aria-colcount', String(columns));
    this._rebuild();
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
    this._keepSelection();
    this._measure();
    this._paint();
    this._notice.say(this._nothing(rows));
    this._reveal();
  }

  /** What is not shown is not selected: nobody acts on a row he cannot see. */
  private _keepSelection(): void {
    const ids = new Set(this.shown.map(row => row[ID]));
    if (this._active === null || !ids.has(this._active)) {
      this._active = this.shown[0]?.[ID] ?? null;
    }
    const coming = (id: string): boolean => id === this._wanted && !this._rows.byId.has(id);
    const kept = [...this._selected].filter(id => ids.has(id) || coming(id));
    if (kept.length !== this._selected.size) {
      this._select(new Set(kept));
    }
  }

  private _measure(): void {
    const { length } = this.shown;
    this._body.space.style.height = `${length * ROW}px`;
    const rows = Math.min(Math.max(length, FEWEST), this._model.get('max_rows'));
    this.scroller.style.setProperty('--cj-rows', String(rows));
    this.scroller.setAttribute('aria-rowcount', String(length + 1));
    this._head.show(this._query.sort, this._query.filters);
  }

  private _paint(): void {
    this._body.paint(this.shown, this._head.el.offsetHeight, this._selected, this._active);
    const { counts, group, total } = this._result;
    this._bar.update({
      counts,
      group,
      shown: this.shown.length,
      total,
      selected: this._selected.size,
      filtered: this._query.filtered
    });
  }

  /** What is said in place of rows. */
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

  private _select(selected: Set<string>): void {
    this._selected = selected;
    this._model.set('selection', [...selected]);
    this._model.save_changes();
  }

  /** Bring the wanted row into view; the word of a new one may come before the row itself. */
  private _reveal(): void {
    if (this._wanted === null || !this._rows.byId.has(this._wanted)) {
      return;
    }
    const at = this._at(this._wanted);
    this._wanted = null;
    if (at >= 0) {
      this.goTo(at, false);
      this.activeRow()?.scrollIntoView({ block: 'nearest' });
    }
  }

  /** The selected rows as shown, or all that are shown. */
  private _handed(): Row[] {
    const chosen = this.shown.filter(row => this._selected.has(row[ID]));
    return chosen.length ? chosen : this.shown;
  }

  private _save(): void {
    const text = asCsv(this._columns.shown(), this._handed());
    const name = `${this._model.get('label').toLowerCase()}.csv`;
    saveFile(name, new Blob([text], { type: 'text/csv;charset=utf-8' }));
  }

  private _act(action: string, ids: string[]): void {
    this._model.send({ op: 'act', action, ids });
  }

  private _click(event: MouseEvent): void {
    const id = rowOf(event)?.dataset.id;
    const at = id === undefined ? -1 : this._at(id);
    if (id === undefined || at < 0) {
      return;
    }
    this._active = id;
    const target = targetOf(event);
    const action = target instanceof HTMLElement ? target.dataset.action : undefined;
    if (action) {
      this._paint();
      this._act(action, [id]);
    } else {
      this.pick(at, { toggle: event.ctrlKey || event.metaKey, range: event.shiftKey });
    }
  }
}

function rowOf(event: Event): HTMLElement | null {
  return targetOf(event)?.closest<HTMLElement>('.cj-row') ?? null;
}
