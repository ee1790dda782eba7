import { button } from '../kit/elements/button';
import { copyFrom } from '../kit/elements/clipboard';
import { element } from '../kit/elements/element';
import type { Send } from './model';

export interface Way {
  command: string;
  /** "": not known. */
  user: string;
  /** Where the user is known from. */
  source: string;
  /** Its name in ~/.ssh/config. */
  alias: string;
  hasHostKeys: boolean;
}

/** Only our labextension can open a JupyterLab terminal; it leaves this mark on the page. */
function canOpenTerminal(): boolean {
  return document.documentElement.dataset.cjTerminal === 'yes';
}

function openTerminal(command: string): void {
  window.dispatchEvent(new CustomEvent('canfar-jupyter:terminal', { detail: { command } }));
}

/** How to log in: the command, and its actions. */
export function drawWay(box: HTMLElement, data: Way, model: Send): void {
  const command = element('code', 'cj-command', data.command, { tabindex: '0' });
  const line = element('div', 'cj-way');
  const copy = button('Copy', () => void copyFrom(command, copy));
  copy.setAttribute('aria-label', 'Copy the ssh command');
  line.append(command, copy);
  if (canOpenTerminal()) {
    line.append(button('Open a terminal', () => openTerminal(data.command)));
  }
  const said = data.user
    ? `The login user is ${data.user} (known from: ${data.source}).`
    : 'The login user is not known: try root; most images reply with the right name.';
  const files = element('div', 'cj-way');
  files.append(
    button(`Add "ssh ${data.alias}" to ~/.ssh/config`, () => model.send({ op: 'add_host' }))
  );
  if (data.hasHostKeys) {
    files.append(
      button('Add its host keys to known_hosts', () => model.send({ op: 'add_known_hosts' }))
    );
  }
  box.replaceChildren(line, element('p', 'cj-advice', said), files);
}
