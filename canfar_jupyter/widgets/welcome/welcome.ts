// An empty project: images to begin with, Launch, and a newcomer's first steps.
import type { AnyModel, RenderProps } from '@anywidget/types';
import { bareButton, button } from '../kit/elements/button';
import { element, tooltip } from '../kit/elements/element';
import { keep, recall } from '../kit/elements/recall';

interface Traits {
  empty: boolean;
  words: Record<'title' | 'images' | 'steps' | 'dismiss' | 'done', string>;
  images: { id: string; name: string; detail: string }[];
  steps: { key: string; title: string; about: string; done: boolean }[];
  place: string;
}

type Model = AnyModel<Traits>;

function card(model: Model, { id, name, detail }: Traits['images'][number]): HTMLElement {
  const item = element('li', 'cj-image-offer');
  const title = element('strong', 'cj-offer-name', name);
  tooltip(title, name);
  const launch = button('Launch', () => model.send({ op: 'launch', id }));
  launch.setAttribute('aria-label', `Launch ${name}`);
  item.append(title, element('span', 'cj-count', detail), launch);
  return item;
}

function step(model: Model, number: number, one: Traits['steps'][number]): HTMLElement {
  const item = element('li', one.done ? 'cj-first-step cj-done' : 'cj-first-step');
  const mark = element('span', 'cj-step-number', one.done ? '\u2713' : String(number));
  mark.setAttribute('aria-hidden', 'true');
  const link = bareButton('cj-link', one.title, () => model.send({ op: 'step', key: one.key }));
  const words = element('span', 'cj-step-words');
  words.append(link, element('span', 'cj-count', one.about));
  if (one.done) {
    link.setAttribute('aria-label', `${one.title}: ${model.get('words').done}`);
  }
  item.append(mark, words);
  return item;
}

/** What there is to launch from. */
function offers(model: Model): HTMLElement {
  const box = element('div', 'cj-welcome-images');
  const words = model.get('words');
  const list = element('ul', 'cj-image-offers');
  list.append(...model.get('images').map(image => card(model, image)));
  box.append(element('h2', 'cj-heading', words.title), element('p', '', words.images), list);
  return box;
}

/** Add a key, launch, log in. */
function steps(model: Model, dismiss: () => void): HTMLElement {
  const { steps: title, dismiss: word } = model.get('words');
  const box = element('section', 'cj-first-steps', undefined, { 'aria-label': title });
  const head = element('div', 'cj-steps-head');
  head.append(element('h2', 'cj-heading', title), button(word, dismiss, 'cj-quiet cj-small'));
  const list = element('ol', 'cj-step-list');
  list.append(...model.get('steps').map((one, at) => step(model, at + 1, one)));
  box.append(head, list);
  return box;
}

function render({ model, el }: RenderProps<Traits>): void {
  const draw = (): void => {
    const dismissed = recall(model.get('place')) === true;
    const empty = model.get('empty');
    const focused = el.contains(document.activeElement);
    el.replaceChildren();
    if (empty) {
      el.append(offers(model));
    }
    if (!dismissed) {
      el.append(
        steps(model, () => {
          keep(model.get('place'), true);
          draw();
        })
      );
    }
    el.hidden = !empty && dismissed;
    el.classList.toggle('cj-strip', !empty);
    if (focused && !el.contains(document.activeElement)) {
      el.querySelector('button')?.focus(); // it was drawn anew
    }
  };
  model.on('change', draw);
  draw();
}

export default { render };
