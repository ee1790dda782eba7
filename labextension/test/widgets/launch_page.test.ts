// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest';
import imageCards from '../../../canfar_jupyter/widgets/launch/image_cards';
import launchHead from '../../../canfar_jupyter/widgets/launch/launch_head';
import problemList from '../../../canfar_jupyter/widgets/launch/problem_list';
import { FakeModel, find } from './model';

beforeEach(() => document.body.replaceChildren());

const texts = (el: HTMLElement, selector: string): (string | null)[] =>
  [...el.querySelectorAll(selector)].map(one => one.textContent);

describe('images as cards', () => {
  const card = (id: string): Record<'id' | 'name' | 'system' | 'about', string> => ({
    id,
    name: `<b>${id}</b>`,
    system: 'Ubuntu 24.04',
    about: 'used last'
  });

  it('are radio buttons that tell the kernel which is chosen', () => {
    const kernel = new FakeModel({ rows: [card('a'), card('b')], value: 'a' });
    const { el } = kernel.show(imageCards.render);
    expect(find(el, '[role=radiogroup]').getAttribute('aria-label')).toBe('Proposed images');
    const radios = [...el.querySelectorAll('input')];
    expect(radios.map(one => one.checked)).toEqual([true, false]);
    expect(texts(el, '.cj-card-name')).toEqual(['<b>a</b>', '<b>b</b>']);
    radios[1]?.click();
    expect([kernel.get('value'), kernel.saved]).toEqual(['b', 1]);
    kernel.set('value', 'another');
    expect(radios.some(one => one.checked)).toBe(false);
  });

  it('keep the focus when they are drawn anew, and are hidden when there are none', () => {
    const kernel = new FakeModel({ rows: [card('a'), card('b')], value: 'b' });
    const { el } = kernel.show(imageCards.render);
    el.querySelectorAll('input')[1]?.focus();
    kernel.set('rows', [card('b'), card('c')]);
    expect((document.activeElement as HTMLInputElement).value).toBe('b');
    kernel.set('rows', []);
    expect(find(el, '[role=radiogroup]').hidden).toBe(true);
  });
});

describe('the list of problems', () => {
  const shown = (): { kernel: FakeModel<object>; el: HTMLElement } => {
    const rows = [
      { field: 'name', text: 'It needs a name.', blocks: true },
      { field: '', text: 'No cores are left.', blocks: true },
      { field: 'key', text: 'Key pair', blocks: false },
      { field: 'image', text: 'Image', blocks: false }
    ];
    const kernel = new FakeModel<{ rows: typeof rows }>({ rows });
    return { kernel, el: kernel.show(problemList.render).el };
  };

  it('has a line for each that blocks, and one for all advice', () => {
    const { kernel, el } = shown();
    expect(texts(el, 'li')).toEqual([
      'It needs a name.',
      'No cores are left.',
      'Look at: Key pair, Image'
    ]);
    expect(find(el, '.cj-problem-count').textContent).toBe('2 problems');
    el.querySelector<HTMLElement>('.cj-link')?.click();
    expect(kernel.sent).toEqual([{ op: 'open', field: 'name' }]);
  });

  it('is counted in words that fit what it has', () => {
    const kernel = new FakeModel({ rows: [{ field: 'key', text: 'Key pair', blocks: false }] });
    const { el } = kernel.show(problemList.render);
    const number = find(el, '.cj-problem-count');
    expect(number.textContent).toBe('1 to look at');
    expect(number.classList.contains('cj-blocks')).toBe(false);
    kernel.set('rows', [{ field: 'key', text: 'No such key.', blocks: true }]);
    expect(number.textContent).toBe('1 problem');
    expect(number.classList.contains('cj-blocks')).toBe(true);
    kernel.set('rows', []);
    expect(number.textContent).toBe('Details');
    expect(find(el, '.cj-problems').hidden).toBe(true);
  });
});

describe('the head of the launch page', () => {
  it('offers what was launched last, and Clear', () => {
    const kernel = new FakeModel({ last: '' });
    const { el } = kernel.show(launchHead.render);
    expect(find(el, '.cj-last').hidden).toBe(true);
    kernel.set('last', 'lens, c2');
    expect(find(el, '.cj-last-words').textContent).toBe('Last time: lens, c2 \u00b7 ');
    find(el, '.cj-link').click();
    find(el, '.cj-button').click();
    expect(kernel.sent).toEqual([{ op: 'again' }, { op: 'clear' }]);
  });
});
