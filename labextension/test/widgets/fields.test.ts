// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import keyField from '../../../canfar_jupyter/widgets/access/key_field';
import commandView from '../../../canfar_jupyter/widgets/launch/command_view';
import flavorChoice from '../../../canfar_jupyter/widgets/launch/flavor_choice';
import { partsOf } from '../../../canfar_jupyter/widgets/launch/quota_bars';
import userDataField from '../../../canfar_jupyter/widgets/launch/user_data_field';
import { FakeModel, find } from './model';

beforeEach(() => document.body.replaceChildren());

const type = (field: HTMLElement, text: string): void => {
  (field as HTMLTextAreaElement | HTMLInputElement).value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
};
const pressed = (el: HTMLElement, label: string): void => {
  [...el.querySelectorAll('button')].find(one => one.textContent === label)?.click();
};

describe('the field of a key', () => {
  const model = (): FakeModel<object> => new FakeModel({});

  it('wipes a private key, says so, and sends nothing', () => {
    const kernel = model();
    const { el } = kernel.show(keyField.render);
    const text = find(el, 'textarea') as HTMLTextAreaElement;
    type(text, '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNza');
    expect(text.value).toBe('');
    expect(find(el, '[role=alert]').textContent).toContain('That is a private key.');
    pressed(el, 'Add key');
    expect(kernel.sent).toEqual([]);
  });

  it('proposes a name, sends both, and is empty once they are there', () => {
    const kernel = model();
    const { el } = kernel.show(keyField.render);
    type(find(el, 'textarea'), 'ssh-ed25519 AAAA ada@laptop');
    pressed(el, 'Add key');
    const sent = { op: 'add', name: 'ada-laptop', key: 'ssh-ed25519 AAAA ada@laptop' };
    expect(kernel.sent).toEqual([sent]);
    kernel.say({ op: 'failed', text: 'It is there already.' });
    expect(find(el, '[role=alert]').textContent).toBe('It is there already.');
    kernel.say({ op: 'done' });
    expect((find(el, 'textarea') as HTMLTextAreaElement).value).toBe('');
  });
});

describe('the field of user data', () => {
  it('sends the text a moment after the last key, and once', () => {
    vi.useFakeTimers();
    const kernel = new FakeModel({});
    const { el, close } = kernel.show(userDataField.render);
    type(find(el, 'textarea'), 'set');
    type(find(el, 'textarea'), 'set -e');
    vi.advanceTimersByTime(1000);
    close();
    vi.useRealTimers();
    expect(kernel.sent).toEqual([{ op: 'ready' }, { op: 'text', text: 'set -e' }]);
  });

  it('keeps what was typed before the kernel answered', () => {
    const kernel = new FakeModel({});
    const { el } = kernel.show(userDataField.render);
    const text = find(el, 'textarea') as HTMLTextAreaElement;
    type(text, 'set -e');
    kernel.say({ op: 'text', text: '', first: true });
    expect(text.value).toBe('set -e');
    kernel.say({ op: 'text', text: '#!/bin/sh' }); // as "Launch again" fills it
    expect(text.value).toBe('#!/bin/sh');
  });

  it('shows findings, with a button for those that can be mended', () => {
    const kernel = new FakeModel({});
    const { el } = kernel.show(userDataField.render);
    const findings = [
      { severity: 'error', text: 'No first line.', number: 3, repair: true },
      { severity: 'note', text: 'A script.', number: 4, repair: false }
    ];
    kernel.say({ op: 'findings', findings });
    expect(el.querySelectorAll('.cj-findings li')).toHaveLength(2);
    expect(find(el, 'textarea').getAttribute('aria-invalid')).toBe('true');
    pressed(el, 'Fix');
    expect(kernel.sent.at(-1)).toEqual({ op: 'fix', number: 3 });
  });

  it('previews what is told when asked', () => {
    const kernel = new FakeModel({});
    const { el } = kernel.show(userDataField.render);
    pressed(el, 'Preview');
    kernel.say({ op: 'preview', text: '<b>#!/bin/sh</b>' });
    expect(find(el, 'pre').textContent).toBe('<b>#!/bin/sh</b>');
    expect(find(el, 'pre').hidden).toBe(false);
    expect(kernel.sent.at(-1)).toEqual({ op: 'preview', on: true });
  });
});

it('a flavor is chosen by its radio button; others come and go around it', () => {
  type Flavor = Record<'id' | 'name' | 'cores' | 'memory' | 'disk' | 'scratch', string> &
    Record<'reason' | 'words', string> & { fits: boolean };
  const flavor = (id: string, fits = true): Flavor => ({
    id,
    name: `c${id}`,
    cores: '2',
    memory: '7.5 GiB',
    disk: '20 GiB',
    scratch: 'none',
    fits,
    reason: fits ? '' : 'It needs 2 more cores.',
    words: `Flavor c${id}`
  });
  const kernel = new FakeModel({ rows: [flavor('1'), flavor('2', false)], value: '1' });
  const { el } = kernel.show(flavorChoice.render);
  const second = el.querySelectorAll('tbody tr')[1];
  expect(second?.className).toBe('cj-unfit');
  el.querySelectorAll('input')[1]?.click();
  expect(kernel.get('value')).toBe('2');
  expect(find(el, '.cj-flavor-words').textContent).toBe('Flavor c2');
  kernel.say({ op: 'focus' });
  expect((document.activeElement as HTMLInputElement).value).toBe('2');
  kernel.set('rows', [flavor('2'), flavor('3')]);
  expect(el.querySelectorAll('tbody tr')[0]).toBe(second);
  expect(second?.className).toBe('cj-chosen');
});

it('a quota shows what is used and what comes, and is all red when it is too much', () => {
  const quota = { label: '', text: '', used: 4, more: 8, limit: 10, tone: 'good' };
  expect(partsOf(quota, 10)).toEqual([
    { width: 0.4, tone: 'good' },
    { from: 0.4, width: 0.6, tone: 'more' }
  ]);
  expect(partsOf({ ...quota, tone: 'bad' }, 10)).toEqual([{ from: 0, width: 1, tone: 'bad' }]);
});

it('the same launch is shown as each kind of command', () => {
  const kernel = new FakeModel({});
  const { el } = kernel.show(commandView.render);
  kernel.say({
    op: 'texts',
    texts: { client: 'openstack server create', sdk: 'import openstack' }
  });
  expect(find(el, 'pre').textContent).toBe('openstack server create');
  const right = new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true });
  find(el, '[role=tab]').dispatchEvent(right);
  expect(find(el, 'pre').textContent).toBe('import openstack');
  expect(find(el, '[aria-selected=true]').textContent).toBe('openstacksdk');
  expect(find(el, 'pre').getAttribute('aria-labelledby')).toBe(find(el, '[aria-selected=true]').id);
});
