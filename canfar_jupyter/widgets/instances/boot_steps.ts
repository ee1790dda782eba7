import { element, tooltip } from '../kit/elements/element';

const STATES = {
  done: { sign: '\u2713', words: 'done' },
  running: { sign: '\u25b6', words: 'in progress' },
  waiting: { sign: '\u25cb', words: 'not started' },
  failed: { sign: '\u2717', words: 'failed' },
  unknown: { sign: '?', words: 'not known' }
};

interface Step {
  state: keyof typeof STATES;
  title: string;
  evidence: string;
  /** What to do next. */
  todo: string;
  /** How long ago, and when. */
  when: string;
  at: string;
}

export interface Steps {
  text: string;
  tone: string;
  steps: Step[];
}

/** A symbol, its meaning for screen readers, and what is known of it. */
export function signed(
  sign: string,
  words: string,
  title: string,
  evidence: HTMLElement
): HTMLElement[] {
  const head = element('span', 'cj-step-title', title);
  head.append(element('span', 'cj-hidden', ` (${words})`));
  const said = element('span', 'cj-step-words');
  said.append(head, ' ', evidence);
  return [element('span', 'cj-step-sign', sign, { 'aria-hidden': 'true' }), said];
}

/** The evidence, and what to do about it. */
export function evidenceOf(evidence: string, todo: string): HTMLElement {
  const words = element('span', 'cj-step-evidence', evidence);
  if (todo) {
    words.append(element('span', 'cj-step-todo', ` ${todo}`));
  }
  return words;
}

/** The readiness of an instance: one line, and the steps. */
export function drawSteps(box: HTMLElement, data: Steps): void {
  const head = element('p', `cj-ready cj-tone-${data.tone}`, data.text, { role: 'status' });
  head.classList.toggle('cj-hidden', data.steps.length > 0); // the steps say it to the eye
  const list = element('ol', 'cj-steps');
  for (const step of data.steps) {
    const { sign, words } = STATES[step.state];
    const when = element('span', 'cj-step-when', step.when);
    tooltip(when, step.at);
    const item = element('li', `cj-step cj-step-${step.state}`);
    item.append(...signed(sign, words, step.title, evidenceOf(step.evidence, step.todo)), when);
    list.append(item);
  }
  box.replaceChildren(head, list);
}
