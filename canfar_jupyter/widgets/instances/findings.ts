import { button } from '../kit/elements/button';
import { element } from '../kit/elements/element';
import { evidenceOf, signed } from './boot_steps';
import type { Send } from './model';

const STATES = {
  bad: { sign: '\u2717', words: 'wrong' },
  warn: { sign: '!', words: 'needs attention' },
  unknown: { sign: '?', words: 'not known' },
  good: { sign: '\u2713', words: 'good' }
};

interface Finding {
  state: keyof typeof STATES;
  title: string;
  evidence: string;
  todo: string;
  /** The label of the button that fixes it; "": there is none. */
  fix: string;
}

export interface Diagnosis {
  text: string;
  findings: Finding[];
}

/** The doctor's findings, each with its evidence and, if there is a fix, a button. */
export function drawFindings(box: HTMLElement, data: Diagnosis, model: Send): void {
  const again = button('Check again', () => model.send({ op: 'ask_doctor' }));
  const head = element('p', 'cj-doctor-text', data.text, { role: 'status' });
  const list = element('ul', 'cj-doctor-findings');
  data.findings.forEach((finding, place) => {
    const { sign, words } = STATES[finding.state];
    const item = element('li', `cj-doctor-finding cj-doctor-finding-${finding.state}`);
    item.append(...signed(sign, words, finding.title, evidenceOf(finding.evidence, finding.todo)));
    if (finding.fix) {
      item.append(button(finding.fix, () => model.send({ op: 'fix', place }), 'cj-small'));
    }
    list.append(item);
  });
  box.replaceChildren(head, list, again);
}
