// @vitest-environment happy-dom
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import instanceView from '../../../canfar_jupyter/widgets/instances/instance_view';
import dialog from '../../../canfar_jupyter/widgets/kit/dialog';
import logView from '../../../canfar_jupyter/widgets/logs/log_view';
import header from '../../../canfar_jupyter/widgets/status/header';
import transfers from '../../../canfar_jupyter/widgets/status/transfers';
import { FakeModel, find } from './model';

// happy-dom lays nothing out
beforeAll(() => {
  HTMLElement.prototype.checkVisibility = () => true;
});
beforeEach(() => document.body.replaceChildren());

const pressed = (el: HTMLElement, label: string): void => {
  [...el.querySelectorAll('button')].find(one => one.textContent === label)?.click();
};

describe('the overview of an instance', () => {
  const traits = {
    title: 'lens',
    closable: true,
    has_console: false,
    parts: ['way', 'steps', 'log', 'address', 'doctor'] as ('way' | 'steps' | 'log')[],
    note: '',
    tone: 'quiet' as const
  };
  const steps = (state: string): object => ({
    op: 'part',
    part: 'steps',
    data: {
      text: 'It boots.',
      tone: 'busy',
      steps: [{ state, title: 'SSH', evidence: '<b>', todo: 'Wait.', when: '', at: '' }]
    }
  });

  it('draws each part as it comes, as text', () => {
    const kernel = new FakeModel(traits);
    const { el, close } = kernel.show(instanceView.render);
    expect(kernel.sent).toEqual([{ op: 'hello' }]);
    expect(find(el, '.cj-part-way').textContent).toBe('Log inReading...');
    kernel.say(steps('running'));
    expect(find(el, '.cj-step').textContent).toBe('\u25b6SSH (in progress) <b> Wait.');
    kernel.say({ op: 'part', part: 'way', data: { error: 'It has no address.' } });
    expect(find(el, '.cj-part-way').textContent).toBe('Log inIt has no address.');
    kernel.say({ op: 'part', part: 'log', data: { rows: [['Login user', 'ubuntu']] } });
    expect(find(el, '.cj-part-log dd').textContent).toBe('ubuntu');
    kernel.say({ op: 'part', part: 'unheard-of', data: {} });
    close();
    kernel.say(steps('done'));
    expect(find(el, '.cj-step').className).toContain('cj-step-running');
  });

  it('keeps the floating IP that was chosen while it is offered, and the focus', () => {
    const kernel = new FakeModel(traits);
    const { el, close } = kernel.show(instanceView.render);
    const offers = ['a', 'b'].map(id => ({ id, kind: id === 'b' ? 'move' : 'free', text: id }));
    const part = { op: 'part', part: 'address', data: { text: '', address: '', offers, own: [] } };
    kernel.say(part);
    const which = find(el, '.cj-part-address select') as HTMLSelectElement;
    which.value = 'b';
    which.dispatchEvent(new Event('change'));
    which.focus();
    kernel.say(part);
    const again = find(el, '.cj-part-address select') as HTMLSelectElement;
    expect(again).not.toBe(which);
    expect([again.value, document.activeElement]).toEqual(['b', again]);
    pressed(el, 'Move here');
    expect(kernel.sent.at(-1)).toEqual({ op: 'associate', id: 'b', fixed: '' });
    close();
  });

  it('has buttons for what the doctor found', () => {
    const kernel = new FakeModel(traits);
    const { el, close } = kernel.show(instanceView.render);
    const way = { command: 'ssh ubuntu@10.0.0.7', user: 'ubuntu', source: '', alias: '' };
    kernel.say({ op: 'part', part: 'way', data: { ...way, hasHostKeys: false } });
    pressed(el, "Why can't I log in?");
    const finding = { state: 'bad', title: 'Port 22', evidence: 'shut', todo: '', fix: 'Open it' };
    const findings = [{ ...finding, state: 'good', fix: '' }, finding];
    kernel.say({ op: 'part', part: 'doctor', data: { text: 'One thing.', findings } });
    pressed(el, 'Open it');
    expect(kernel.sent.slice(1)).toEqual([{ op: 'ask_doctor' }, { op: 'fix', place: 1 }]);
    close();
  });
});

describe('a question', () => {
  const ask = (number: number): object => ({
    op: 'ask',
    number,
    title: 'Terminate 2 instances?',
    lines: ['lens-1', '<i>lens-2'],
    warning: 'Their disks are lost.',
    yes: 'Terminate 2'
  });

  it('is answered once, with the number of the one that is shown', () => {
    const kernel = new FakeModel({});
    const { el, close } = kernel.show(dialog.render);
    kernel.say(ask(1));
    kernel.say(ask(2));
    expect([...el.querySelectorAll('li')].map(item => item.textContent)).toEqual([
      'lens-1',
      '<i>lens-2'
    ]);
    expect(document.activeElement?.textContent).toBe('Cancel');
    pressed(el, 'Terminate 2');
    pressed(el, 'Cancel');
    expect(kernel.sent).toEqual([{ op: 'answer', number: 2, yes: true }]);
    close();
  });

  it('does not open over another one, and goes when it was answered elsewhere', () => {
    const kernel = new FakeModel({});
    const one = kernel.show(dialog.render);
    const other = kernel.show(dialog.render);
    kernel.say(ask(1));
    expect(document.querySelectorAll('dialog[open]')).toHaveLength(1);
    kernel.say({ op: 'close' });
    expect(document.querySelectorAll('dialog[open]')).toHaveLength(0);
    one.close();
    other.close();
  });
});

it('a log is text in the colours of a terminal, begun anew when all of it comes', () => {
  const kernel = new FakeModel({ title: 'Log of lens', note: '', name: 'lens' });
  const { el, close } = kernel.show(logView.render);
  kernel.say({ op: 'all', text: 'old', cut: false });
  kernel.say({ op: 'all', text: '<b>one \x1b[31mtwo', cut: true });
  kernel.say({ op: 'more', text: ' three\x1b[0m' });
  const pre = find(el, 'pre');
  expect(pre.textContent).toBe('<b>one two three');
  expect([...pre.querySelectorAll('.cj-sgr-31')].map(one => one.textContent)).toEqual([
    'two',
    ' three'
  ]);
  kernel.say({ op: 'facts', text: 'log in as ubuntu' });
  expect(find(el, '.cj-log-facts').textContent).toBe('log in as ubuntu');
  close();
});

it('a quota has the tone that the kernel gives it, and no bar without a limit', () => {
  const quota = { label: 'Cores', used: '4', limit: 'of 5', share: 0.5 };
  const quotas = [
    ...['good', 'warn', 'bad'].map(tone => ({ ...quota, tone })),
    { ...quota, share: null, tone: 'good' }
  ];
  const identity = { cloud: 'demo', project: 'stars', user: 'ada', address: 'http://x' };
  const shown = { stale: '', details: [] as string[], tabs: [], page: '', place: '', opened: '' };
  const kernel = new FakeModel({ ...identity, ...shown, quotas });
  const { el } = kernel.show(header.render);
  const tones = [...el.querySelectorAll('.cj-fill')].map(fill => fill.className);
  expect(tones).toEqual(['good', 'warn', 'bad'].map(tone => `cj-fill cj-tone-${tone}`));
  expect(find(el, '.cj-stale').hidden).toBe(true);
  kernel.set('details', ['The images.']);
  kernel.set('stale', '2 lists could not be read: no answer.');
  expect(find(el, '.cj-stale').hidden).toBe(false);
  expect(find(el, '.cj-stale [role=status]').textContent).toContain('2 lists');
  expect(find(el, '.cj-stale li').textContent).toBe('The images.');
  find(el, '[aria-label=Refresh]').click();
  expect(kernel.sent).toEqual([{ op: 'age' }, { op: 'refresh' }]);
});

it('a transfer has a line while it goes on', () => {
  const item = { id: 7, text: 'Uploading a', words: '1 of 2 GiB', share: 0.5, can_cancel: true };
  const kernel = new FakeModel({ items: [item] });
  const { el } = kernel.show(transfers.render);
  find(el, '[aria-label="Cancel Uploading a"]').click();
  expect(kernel.sent).toEqual([{ op: 'cancel', id: 7 }]);
  const line = find(el, '.cj-transfer');
  kernel.set('items', [{ ...item, share: 0.75 }]);
  expect(find(el, '.cj-transfer')).toBe(line);
  expect(find(el, '[role=progressbar]').getAttribute('aria-valuenow')).toBe('75');
  kernel.set('items', []);
  expect(el.querySelector('.cj-transfer')).toBeNull();
});
