// @vitest-environment happy-dom
import { beforeEach, expect, it } from 'vitest';
import welcome from '../../../canfar_jupyter/widgets/welcome/welcome';
import { FakeModel, find } from './model';

const traits = {
  empty: true,
  words: {
    title: 'No instances yet',
    images: 'Known to work:',
    steps: 'First steps',
    dismiss: 'Dismiss',
    done: 'done'
  },
  images: [{ id: 'i1', name: '<b>ubuntu</b>', detail: 'Ubuntu 24.04' }],
  steps: [
    { key: 'key', title: 'Add a key', about: 'You log in with it.', done: true },
    { key: 'launch', title: 'Launch an instance', about: 'From an image.', done: false }
  ],
  place: 'welcome-p1'
};

beforeEach(() => {
  document.body.replaceChildren();
  localStorage.clear();
});

const press = (el: HTMLElement, label: string): void => {
  [...el.querySelectorAll('button')].find(one => one.textContent === label)?.click();
};

it('an empty project offers images to launch, and the first steps', () => {
  const kernel = new FakeModel({ ...traits });
  const { el } = kernel.show(welcome.render);
  expect(find(el, '.cj-offer-name').textContent).toBe('<b>ubuntu</b>');
  expect(find(el, '.cj-image-offer button').getAttribute('aria-label')).toBe(
    'Launch <b>ubuntu</b>'
  );
  press(el, 'Launch');
  press(el, 'Launch an instance');
  expect(kernel.sent).toEqual([
    { op: 'launch', id: 'i1' },
    { op: 'step', key: 'launch' }
  ]);
  expect(find(el, '.cj-done button').getAttribute('aria-label')).toBe('Add a key: done');
});

it('the steps that were dismissed stay away, and nothing is left once there are instances', () => {
  const kernel = new FakeModel({ ...traits });
  const { el } = kernel.show(welcome.render);
  press(el, 'Dismiss');
  expect(el.querySelector('.cj-first-steps')).toBeNull();
  const later = new FakeModel({ ...traits }).show(welcome.render).el;
  expect(later.querySelector('.cj-first-steps')).toBeNull();
  expect(later.hidden).toBe(false);
  kernel.set('empty', false);
  expect(el.hidden).toBe(true);
});
