// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest';
import { Place } from '../../../canfar_jupyter/widgets/table/view/place';
import { Query } from '../../../canfar_jupyter/widgets/table/view/query';
import { onSearchKey } from '../../../canfar_jupyter/widgets/table/view/search_key';

const KEY = 'canfar-jupyter:here';
const GROUPS = [
  { key: '', title: 'All' },
  { key: 'mine', title: 'Mine' }
];
const query = (): Query =>
  new Query(
    [
      { key: 'name', kind: 'text' },
      { key: 'state', kind: 'badge', choice: true }
    ],
    GROUPS,
    [{ key: 'name', direction: 1 }]
  );

beforeEach(() => {
  localStorage.clear();
  document.body.replaceChildren();
});

describe('the place', () => {
  it('is as it was left', () => {
    const left = query();
    const place = new Place('here', left, GROUPS);
    left.group = 'mine';
    left.text = 'lens';
    left.filter('name', { text: 'a' });
    left.filter('state', { values: new Set(['Ready', 'Failed']) });
    left.sortBy(1, false);
    place.keep('s1', 120);
    const found = query();
    const again = new Place('here', found, GROUPS);
    expect([found.group, found.text, again.current]).toEqual(['mine', 'lens', 's1']);
    expect(found.filters).toEqual(left.filters);
    expect(found.sortedBy()).toEqual([['state', 1]]);
    const scroller = document.createElement('div');
    again.scroll(scroller);
    expect(scroller.scrollTop).toBe(0); // it has no height yet
    Object.defineProperty(scroller, 'clientHeight', { value: 300 });
    again.scroll(scroller);
    expect(scroller.scrollTop).toBe(120);
  });

  it('is the usual one where nothing usable is kept', () => {
    const odd = [
      '{',
      '7',
      '{"filters": 3, "sort": {"a": 1}, "group": 5, "text": 7, "top": "x"}',
      '{"group": "gone", "filters": [["gone", "x", []], ["state", null, []], 7]}',
      '{"sort": [["gone", 1]]}'
    ];
    for (const text of odd) {
      localStorage.setItem(KEY, text);
      const found = query();
      expect(new Place('here', found, GROUPS).current, text).toBe('');
      expect([found.group, found.text, found.filters.size], text).toEqual([null, '', 0]);
      expect(found.sortedBy(), text).toEqual([['name', 1]]);
    }
  });

  it('is kept only under a name', () => {
    new Place('', query(), GROUPS).keep('s1', 1);
    expect(localStorage.length).toBe(0);
  });
});

describe('the key "/"', () => {
  const press = (target: Element, held: KeyboardEventInit = {}): void => {
    const options = { key: '/', bubbles: true, cancelable: true, ...held };
    target.dispatchEvent(new KeyboardEvent('keydown', options));
  };

  it('is heard around the widgets, not where one types and not elsewhere', () => {
    document.body.innerHTML =
      '<div class="cj"><button></button><input><input type="checkbox"><textarea></textarea>' +
      '<div class="xterm"><span></span></div><dialog><b></b></dialog>' +
      '<div class="cj-table"><i></i></div></div><div class="notebook"></div>';
    const table = document.querySelector<HTMLElement>('.cj-table') ?? document.body;
    table.getClientRects = () => [new DOMRect()] as unknown as DOMRectList;
    let heard = 0;
    const stop = onSearchKey(table, () => {
      heard += 1;
    });
    const count = (selector: string): number => {
      const before = heard;
      press(document.querySelector(selector) ?? document.body);
      return heard - before;
    };
    expect(['button', '[type=checkbox]', 'i', 'body'].map(count)).toEqual([1, 1, 1, 1]);
    const typed = ['input:not([type])', 'textarea', '.xterm span'];
    expect([...typed, 'dialog b', '.notebook'].map(count)).toEqual([0, 0, 0, 0, 0]);
    press(document.body, { ctrlKey: true });
    stop();
    press(document.body);
    expect(heard).toBe(4);
  });
});
