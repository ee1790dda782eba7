import { expect, it } from 'vitest';
import {
  type Change,
  type Message,
  Rows,
  type Snapshot,
  reorders
} from '../../../canfar_jupyter/widgets/table/view/rows';

// The model of a widget, without a browser: what is sent, and a way to receive.
class Model {
  sent: object[] = [];
  receive: (message: Message) => void = () => undefined;
  constructor(private readonly _snapshot: Snapshot) {}
  get(): Snapshot {
    return this._snapshot;
  }
  on(_event: string, callback: (message: Message) => void): void {
    this.receive = callback;
  }
  send(message: object): void {
    this.sent.push(message);
  }
}

const snapshot = (): Snapshot => ({
  rev: 3,
  rows: [
    ['a', '', null, '', 'lens'],
    ['b', '', null, '', 'mars']
  ]
});

function made(): { model: Model; rows: Rows } {
  const model = new Model(snapshot());
  const rows = new Rows(model);
  model.sent.length = 0;
  return { model, rows };
}

it('it says at once which number it has, for patches that were lost before', () => {
  const model = new Model(snapshot());
  new Rows(model);
  expect(model.sent).toEqual([{ op: 'beat', rev: 3 }]);
});

it('a patch changes cells, adds rows and drops rows', () => {
  const { model, rows } = made();
  const changes: Change[] = [];
  rows.listeners.add(change => changes.push(change));
  model.receive({ op: 'patch', rev: 4, cells: [[{ 4: 'venus' }, ['a']]] });
  model.receive({ op: 'patch', rev: 5, rows: [['c', '', null, '', 'io']], gone: ['b'] });
  expect([...rows.byId.keys()]).toEqual(['a', 'c']);
  expect(rows.byId.get('a')?.[4]).toBe('venus');
  expect(changes[0]).toEqual({ members: false, cells: new Set([4]) });
  expect(changes[1]?.members).toBe(true);
});

it('a gap is noticed and all rows are asked for', () => {
  const { model, rows } = made();
  model.receive({ op: 'patch', rev: 5, gone: ['a'] });
  expect(model.sent).toEqual([{ op: 'resync' }]);
  expect(rows.byId.has('a')).toBe(true);
  model.receive({ op: 'snapshot', rev: 5, rows: [['b', '', null, '', 'mars']] });
  expect([...rows.byId.keys()]).toEqual(['b']);
  model.receive({ op: 'patch', rev: 6, cells: [[{ 4: 'moon' }, ['b']]] });
  expect(rows.byId.get('b')?.[4]).toBe('moon');
});

it('a patch that was lost last is noticed by its number', () => {
  const { model } = made();
  model.receive({ op: 'rev', rev: 3 });
  expect(model.sent).toEqual([]);
  model.receive({ op: 'rev', rev: 4 });
  expect(model.sent).toEqual([{ op: 'resync' }]);
});

it('a patch that the snapshot had already changes nothing', () => {
  const { model, rows } = made();
  model.receive({ op: 'patch', rev: 2, gone: ['a'] });
  expect(rows.byId.has('a')).toBe(true);
  expect(model.sent).toEqual([]);
});

it('cells of a row that is not there are passed over', () => {
  const { model, rows } = made();
  model.receive({ op: 'patch', rev: 4, cells: [[{ 4: 'x' }, ['z']]] });
  expect(rows.rev).toBe(4);
});

it('rows that changed alike share one set of cells', () => {
  const { model, rows } = made();
  model.receive({ op: 'patch', rev: 4, cells: [[{ 4: 'moon' }, ['a', 'b']]] });
  expect([...rows.byId.values()].map(row => row[4])).toEqual(['moon', 'moon']);
});

it('only a change of a column that sorts or filters, the members or a search reorders', () => {
  const change = { members: false, cells: new Set([2, 3, 6]) }; // which actions are blocked: no matter
  expect(reorders(change, [0], false)).toBe(false);
  expect(reorders(change, [0, 2], false)).toBe(true);
  expect(reorders(change, [0], true)).toBe(true);
  expect(reorders({ members: true, cells: new Set() }, [0], false)).toBe(true);
  expect(reorders({ members: false, cells: null }, [0], false)).toBe(true);
  expect(reorders({ members: false, cells: new Set([1]) }, [0], false)).toBe(true);
});
