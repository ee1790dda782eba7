// @vitest-environment happy-dom
import { beforeEach, expect, it, vi } from 'vitest';
import madeKey from '../../../canfar_jupyter/widgets/access/made_key';
import { FakeModel, find } from './model';

const SECRET = '-----BEGIN OPENSSH PRIVATE KEY-----';
const PATH = '/home/ada/.ssh/id_new';
const shown = {
  name: 'id_new',
  path: PATH,
  login: `ssh -i ${PATH} USER@ADDRESS`,
  copy: `scp -p ${PATH} YOU@OTHER-COMPUTER:.ssh/`
};
const none = { name: '', path: '', login: '', copy: '' };

beforeEach(() => document.body.replaceChildren());

function pressed(el: HTMLElement, label: string): void {
  [...el.querySelectorAll('button')].find(one => one.textContent === label)?.click();
}

it('nothing is shown before a pair was made; then it is announced and takes the focus', () => {
  vi.useFakeTimers();
  const kernel = new FakeModel({ ...none });
  const { el } = kernel.show(madeKey.render);
  expect(el.textContent).toBe('');
  Object.entries(shown).forEach(([name, text]) => kernel.set(name as keyof typeof shown, text));
  kernel.say({ op: 'focus' });
  vi.advanceTimersByTime(100);
  vi.useRealTimers();
  const box = find(el, '[role=group]');
  expect(document.activeElement).toBe(box);
  expect(find(el, '[role=status]').textContent).toContain(`The private key is in ${PATH}`);
  expect([...el.querySelectorAll('code')].map(one => one.textContent)).toEqual([
    shown.login,
    shown.copy
  ]);
  pressed(el, 'Done');
  expect(kernel.sent).toEqual([{ op: 'done' }]);
});

it('the private key comes as bytes, is saved as a file and is never on the page', async () => {
  const saved: Blob[] = [];
  vi.spyOn(URL, 'createObjectURL').mockImplementation(blob => {
    saved.push(blob as Blob);
    return 'blob:key';
  });
  const kernel = new FakeModel({ ...shown });
  const { el } = kernel.show(madeKey.render);
  pressed(el, 'Download private key');
  expect(kernel.sent).toEqual([{ op: 'download' }]);
  const bytes = new DataView(new TextEncoder().encode(SECRET).buffer);
  kernel.say({ op: 'file', name: 'id_new' }, [bytes]);
  expect(await saved[0]?.text()).toBe(SECRET);
  expect(el.textContent).toContain('chmod 600 ~/.ssh/id_new');
  expect(document.documentElement.outerHTML).not.toContain(SECRET);
  kernel.say({ op: 'failed', text: 'It cannot be read.' });
  expect(find(el, '.cj-note[role=status]').textContent).toBe('It cannot be read.');
});
