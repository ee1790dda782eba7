import { button } from '../kit/elements/button';
import { copyFrom } from '../kit/elements/clipboard';
import { element } from '../kit/elements/element';
import type { Send } from './model';

export interface Way {
  command: string;
  /** "": not known; not there: only the command is known so far. */
  user?: string;
  /** Where the user is known from. */
  source?: string;
  /** What to do before the command works. */
  note?: string;
  /** Its name in ~/.ssh/config. */
  alias?: string;
  hasHostKeys?: boolean;
}

/** Only our labextension can open a JupyterLab terminal; it leaves this mark on the page. */
function canOpenTerminal(): boolean {
  return document.documentElement.dataset.cjTerminal === 'yes';
}

function openTerminal(command: string): void {
  window.dispatchEvent(new CustomEvent('canfar-jupyter:terminal', { detail: { command } }));
}

/** How to log in: the command, and its actions. */
export function drawWay(box: HTMLElement, data: Way, model: Send, hasConsole: boolean): void {
  const command = element('code', 'cj-command', data.command, { tabindex: '0' });
  const line = element('div', 'cj-way');
  const copy = button('Copy', () => void copyFrom(command, copy));
  copy.setAttribute('aria-label', 'Copy the ssh command');
  line.append(command, copy);
  box.replaceChildren(line, doing(data, model, hasConsole), ...said(data, model));
}

function doing({ command }: Way, model: Send, hasConsole: boolean): HTMLElement {
  const line = element('div', 'cj-way');
  if (canOpenTerminal()) {
    line.append(button('Open a terminal', () => openTerminal(command), 'cj-tone-primary'));
  }
  if (hasConsole) {
    line.append(button('Open console', () => model.send({ op: 'console', kind: 'vnc' })));
  }
  line.append(button("Why can't I log in?", () => model.send({ op: 'ask_doctor' })));
  return line;
}

/** The user, what is to be done before, and the user's own files: folded. */
function said({ user, source, note, alias, hasHostKeys }: Way, model: Send): HTMLElement[] {
  if (user === undefined) {
    return [];
  }
  const fold = element('details', 'cj-fold');
  const files = element('div', 'cj-way');
  files.append(button(`Add "ssh ${alias}" to ~/.ssh/config`, () => model.send({ op: 'add_host' })));
  if (hasHostKeys) {
    files.append(
      button('Add its host keys to known_hosts', () => model.send({ op: 'add_known_hosts' }))
    );
  }
  fold.append(element('summary', '', 'Files in ~/.ssh'), files);
  const who = user
    ? `Login user: ${user} (known from: ${source}).`
    : 'The login user is not known: try root; most images reply with the right name.';
  return [element('p', 'cj-advice', [who, note].filter(Boolean).join(' ')), fold];
}
