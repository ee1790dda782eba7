// @vitest-environment happy-dom
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { button } from '../../../canfar_jupyter/widgets/kit/elements/button';
import fold, { disclosure } from '../../../canfar_jupyter/widgets/kit/disclosure';
import { element, tooltip, uniqueId } from '../../../canfar_jupyter/widgets/kit/elements/element';
import { EmptyState } from '../../../canfar_jupyter/widgets/kit/elements/empty_state';
import { iconButton } from '../../../canfar_jupyter/widgets/kit/elements/icon_button';
import { type MenuItem, menu } from '../../../canfar_jupyter/widgets/kit/elements/menu';
import messages, { type Message } from '../../../canfar_jupyter/widgets/kit/messages';
import { meter } from '../../../canfar_jupyter/widgets/kit/elements/meter';
import sheet from '../../../canfar_jupyter/widgets/kit/sheet';
import { pill } from '../../../canfar_jupyter/widgets/kit/elements/pill';
import { Progress } from '../../../canfar_jupyter/widgets/kit/elements/progress';
import statusLine, { type Tone } from '../../../canfar_jupyter/widgets/kit/status_line';
import { toast } from '../../../canfar_jupyter/widgets/kit/elements/toast';
import { FakeModel, find, popovers } from './model';

const HOSTILE = '<img src=x onerror="alert(1)">';

beforeEach(() => document.body.replaceChildren());

describe('text of the cloud', () => {
  const item = { tone: 'bad', text: HOSTILE, hint: HOSTILE, details: HOSTILE };
  it.each([
    element('p', '', HOSTILE),
    button(HOSTILE),
    iconButton('x', HOSTILE, () => undefined),
    pill(HOSTILE, 'good'),
    toast(item, () => undefined)
  ])('never becomes an element', made => {
    expect(made.querySelector('img')).toBeNull();
    expect(made.textContent + (made.getAttribute('aria-label') ?? '')).toContain(HOSTILE);
  });
});

it('a name does not turn around what stands behind it', () => {
  expect(element('li', '', 'lens\u202e (10.0.0.5)\u2066').textContent).toBe('lens (10.0.0.5)');
});

it('a tooltip with nothing to say is none, and one is never as large as the page', () => {
  const made = element('span', '', undefined, { title: 'before' });
  for (const nothing of [null, undefined, '']) {
    tooltip(made, nothing);
    expect(made.hasAttribute('title')).toBe(false);
  }
  tooltip(made, 'x'.repeat(5000));
  expect(made.title.length).toBeLessThan(700);
});

it('a control without a tooltip does not read "null"', () => {
  document.body.innerHTML = '<div class="cj"><label title="null"><b>Name</b></label></div>';
  const stop = sheet.initialize();
  document.querySelector('b')?.dispatchEvent(new Event('pointerover', { bubbles: true }));
  expect(document.querySelector('label')?.hasAttribute('title')).toBe(false);
  stop();
});

it('an id is given once', () => {
  expect(uniqueId('note')).not.toBe(uniqueId('note'));
});

it('a button never submits a form', () => {
  expect(button('Go').type).toBe('button');
});

it('a button of a sign has words for screen readers, and may have fewer for the pointer', () => {
  const made = iconButton('\u00d7', 'Dismiss: it failed', () => undefined, { title: 'Dismiss' });
  expect(made.getAttribute('aria-label')).toBe('Dismiss: it failed');
  expect(made.title).toBe('Dismiss');
  expect(made.className).toBe('cj-button cj-icon');
});

it('a pill has its tone and says whether it changed just now', () => {
  const made = pill('BUILD', 'busy', { busy: true, changed: true });
  expect([...made.classList]).toEqual(['cj-badge', 'cj-tone-busy', 'cj-busy', 'cj-changed']);
  expect(pill('ACTIVE', 'good').className).toBe('cj-badge cj-tone-good');
});

it('a meter is filled in parts and never beyond its end', () => {
  const made = meter({ width: 0.25 }, { from: 0.25, width: 7, tone: 'more' });
  const [used, more] = made.querySelectorAll<HTMLElement>('.cj-fill');
  expect(used?.style.width).toBe('25%');
  expect(more?.style.left).toBe('25%');
  expect(more?.style.width).toBe('100%');
  expect(more?.className).toBe('cj-fill cj-tone-more');
});

it('progress that nobody knows has no value', () => {
  const progress = new Progress('cj-transfer-bar');
  progress.show('Uploading', null);
  expect(progress.node.hasAttribute('aria-valuenow')).toBe(false);
  expect(progress.node.classList.contains('cj-unknown')).toBe(true);
  progress.show('Uploading', 0.336);
  expect(progress.node.getAttribute('aria-valuenow')).toBe('34');
  expect(progress.node.getAttribute('aria-label')).toBe('Uploading');
});

it('an empty state is there only while it says something', () => {
  const empty = new EmptyState();
  empty.say('No instances yet.');
  expect(empty.node.hidden).toBe(false);
  empty.say('');
  expect(empty.node.hidden).toBe(true);
});

it('a disclosure says whether its panel is open', () => {
  const panel = document.createElement('div');
  const told: boolean[] = [];
  const opener = disclosure(button('Preview'), panel, open => told.push(open));
  expect([panel.hidden, opener.getAttribute('aria-expanded')]).toEqual([true, 'false']);
  opener.click();
  expect([panel.hidden, opener.getAttribute('aria-expanded')]).toEqual([false, 'true']);
  opener.click();
  expect(told).toEqual([true, false]);
});

it('the line of a fold tells the kernel, and is told', () => {
  const model = new FakeModel({ label: 'More', mark: '', clears: '', opened: false });
  const { el } = model.show(fold.render);
  const opener = find(el, 'button');
  opener.click();
  expect(model.get('opened')).toBe(true);
  expect(model.saved).toBe(1);
  expect(opener.getAttribute('aria-expanded')).toBe('true');
  model.set('mark', 'needs attention');
  expect(opener.textContent).toBe('Moreneeds attention');
});

it('Clear is on the line of a fold while there is something to clear, and leaves the focus', () => {
  const model = new FakeModel({ label: 'More', mark: '', clears: '', opened: false });
  const { el } = model.show(fold.render);
  const [opener, clear] = [...el.querySelectorAll('button')];
  expect(clear?.hidden).toBe(true);
  model.set('clears', 'Clear the options under More');
  expect(clear?.hidden).toBe(false);
  expect(clear?.getAttribute('aria-label')).toBe('Clear the options under More');
  clear?.click();
  expect(model.sent).toEqual([{ op: 'clear' }]);
  expect(document.activeElement).toBe(opener);
  expect(model.get('opened')).toBe(false);
});

it('a line of status describes the input beside it', () => {
  const model = new FakeModel<{ text: string; tone: Tone }>({ text: 'Taken.', tone: 'bad' });
  const field = element('div', 'cj-field');
  const input = element('input');
  document.body.append(field);
  const { el } = model.show(props => {
    field.append(input, props.el);
    statusLine.render(props);
  });
  expect(input.getAttribute('aria-describedby')).toBe(find(el, '.cj-note').id);
  expect(input.getAttribute('aria-invalid')).toBe('true');
  model.set('text', '');
  expect(input.getAttribute('aria-invalid')).toBe('false');
  expect(el.classList.contains('cj-blank')).toBe(true);
});

it('messages stay where they are while others come and go', () => {
  const said = (id: number): Message => ({
    id,
    missed: false,
    tone: 'bad',
    text: `Number ${id}`,
    hint: '',
    details: 'request id 1'
  });
  const model = new FakeModel({ items: [said(1), said(2)], over: false });
  const { el } = model.show(messages.render);
  const second = el.querySelectorAll('.cj-message')[1];
  model.set('items', [said(2), said(3)]);
  const texts = [...el.querySelectorAll('.cj-message-text')].map(one => one.textContent);
  expect(texts).toEqual(['Number 2', 'Number 3']);
  expect(el.querySelectorAll('.cj-message')[0]).toBe(second);
  find(el, '[aria-label="Dismiss: Number 3"]').click();
  expect(model.sent).toEqual([{ op: 'dismiss', id: 3 }]);
  model.set('items', []);
  expect(el.classList.contains('cj-blank')).toBe(true);
});

describe('a menu', () => {
  const done: string[] = [];
  let opener: HTMLButtonElement;
  const act = (label: string, blocked = ''): MenuItem => ({
    label,
    blocked,
    act: () => done.push(label)
  });
  const lines = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[role=menuitem]')];
  const press = (key: string): void => {
    document.activeElement?.dispatchEvent(
      new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })
    );
  };

  beforeAll(popovers);

  beforeEach(() => {
    done.length = 0;
    opener = button('Actions');
    document.body.append(opener);
    menu(opener, 'Actions of lens', () => [act('Reboot'), act('Resize', 'It is off.'), act('Log')]);
    opener.click();
  });

  it('says what it is and has the focus on its first line', () => {
    expect(opener.getAttribute('aria-haspopup')).toBe('menu');
    expect(opener.getAttribute('aria-expanded')).toBe('true');
    expect(find(document, '[role=menu]').getAttribute('aria-label')).toBe('Actions of lens');
    expect(document.activeElement).toBe(lines()[0]);
  });

  it('is walked through by arrows, round and round', () => {
    const at = (): string => document.activeElement?.textContent ?? '';
    const walked = ['ArrowDown', 'End', 'ArrowDown', 'ArrowUp', 'Home'].map(key => {
      press(key);
      return at();
    });
    expect(walked).toEqual(['Resize', 'Log', 'Reboot', 'Log', 'Reboot']);
  });

  it('closes, then does what was chosen, and the focus returns', () => {
    lines()[2]?.click();
    expect(done).toEqual(['Log']);
    expect(lines()).toEqual([]);
    expect(opener.getAttribute('aria-expanded')).toBe('false');
    expect(document.activeElement).toBe(opener);
  });

  it('says why a line cannot be chosen, and does not do it', () => {
    const [, resize] = lines();
    expect(resize?.title).toBe('It is off.');
    expect(resize?.getAttribute('aria-disabled')).toBe('true');
    resize?.click();
    expect(done).toEqual([]);
    expect(lines()).toHaveLength(3);
  });
});
