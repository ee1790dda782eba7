// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import messages, { type Message } from '../../../canfar_jupyter/widgets/kit/messages';
import usage from '../../../canfar_jupyter/widgets/usage/usage_view';
import { FakeModel, find } from './model';

const message = (id: number, tone: string, missed = false): Message => ({
  id,
  tone,
  text: `Number ${id}`,
  hint: '',
  details: '',
  missed
});

let hidden = false;

beforeEach(() => {
  document.body.replaceChildren();
  vi.useFakeTimers();
  hidden = false;
  vi.spyOn(document, 'hidden', 'get').mockImplementation(() => hidden);
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('messages over a page', () => {
  it('are one region, each announced once', () => {
    const { el } = new FakeModel({ items: [], over: true }).show(messages.render);
    const region = find(el, '[role=status]');
    expect(region.getAttribute('aria-atomic')).toBe('false');
  });

  it('fade after a while when it went well, and stay when it did not', () => {
    const model = new FakeModel({ items: [message(1, 'good'), message(2, 'bad')], over: true });
    model.show(messages.render);
    vi.advanceTimersByTime(5000);
    expect(model.sent).toEqual([]);
    vi.advanceTimersByTime(60_000);
    expect(model.sent).toEqual([{ op: 'dismiss', id: 1 }]);
  });

  it('do not fade under the pointer or while they have the focus', () => {
    const model = new FakeModel({ items: [message(1, 'good')], over: true });
    const { el } = model.show(messages.render);
    const box = find(el, '.cj-message');
    box.dispatchEvent(new Event('pointerenter'));
    box.dispatchEvent(new Event('focusin'));
    box.dispatchEvent(new Event('pointerleave'));
    vi.advanceTimersByTime(60_000);
    expect(model.sent).toEqual([]);
    box.dispatchEvent(new Event('focusout'));
    vi.advanceTimersByTime(7000);
    expect(model.sent).toHaveLength(1);
  });

  it('wait for who looks at another window', () => {
    hidden = true;
    const model = new FakeModel({ items: [message(1, 'good', true)], over: true });
    const { el } = model.show(messages.render);
    vi.advanceTimersByTime(60_000);
    expect(find(el, '.cj-message-text').textContent).toBe('Number 1');
    expect(model.sent).toEqual([]);
    hidden = false;
    document.dispatchEvent(new Event('visibilitychange'));
    vi.advanceTimersByTime(7000);
    expect(model.sent).toEqual([{ op: 'dismiss', id: 1 }]);
  });

  it('are not shown where the page shows it', () => {
    const model = new FakeModel({ items: [message(1, 'bad', true)], over: true });
    const { el } = model.show(messages.render);
    expect(el.querySelector('.cj-message')).toBeNull();
    expect(model.sent).toEqual([{ op: 'dismiss', id: 1 }]);
  });

  it('in a cell stay until they are dismissed', () => {
    const model = new FakeModel({ items: [message(1, 'good')], over: false });
    model.show(messages.render);
    vi.advanceTimersByTime(60_000);
    expect(model.sent).toEqual([]);
  });
});

it('an instance that is off is opened from the quotas it keeps', () => {
  const kept = [{ id: 's-1', name: '<b>lens</b>', status: 'SHUTOFF', cores: '2', memory: '8 GiB' }];
  const quotas = [
    { label: 'Cores', used: '2', limit: '10', left: '8', share: 0.2, tone: 'good' },
    { label: 'Key pairs', used: 'not reported', limit: '100', left: '', share: null, tone: 'good' }
  ];
  const model = new FakeModel({ quotas, kept, notice: '', summary: '1 instance is off.' });
  const { el } = model.show(usage.render);
  expect(el.querySelectorAll('.cj-track')).toHaveLength(1);
  expect(el.querySelector('b')).toBeNull();
  find(el, '.cj-link').click();
  expect(model.sent).toEqual([{ op: 'open', id: 's-1' }]);
  model.set('notice', 'Reading the quotas...');
  expect(find(el, 'table').hidden).toBe(true);
});
