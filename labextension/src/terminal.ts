/** A terminal that runs a command of the dashboard, such as ssh to an instance. */
import type { JupyterFrontEnd } from '@jupyterlab/application';

/** The dashboard's widgets send it to the page; they cannot reach JupyterLab themselves. */
export const TERMINAL_EVENT = 'canfar-jupyter:terminal';

const LONGEST = 1000;

/** Return the command of an event; '': it has none, or more than one line. */
export function commandOf(event: Event): string {
  const detail: unknown = event instanceof CustomEvent ? event.detail : null;
  const command = (detail as { command?: unknown } | null)?.command;
  if (typeof command !== 'string' || command.length > LONGEST) {
    return '';
  }
  // Only ssh, and nothing that a terminal takes for a key press.
  const printable = Array.from(command).every(c => c >= ' ' && c !== '\x7f');
  return printable && command.startsWith('ssh ') ? command : '';
}

interface ITerminal {
  content: {
    session: { send(message: { type: 'stdin'; content: string[] }): void };
  };
}

/** Open a terminal and type the command into it. */
export async function runInTerminal(app: JupyterFrontEnd, command: string): Promise<void> {
  const made = (await app.commands.execute('terminal:create-new')) as ITerminal | undefined;
  made?.content.session.send({ type: 'stdin', content: [`${command}\r`] });
}

/** Announce on the page that there are terminals, and open one when a widget asks. */
export function offerTerminals(app: JupyterFrontEnd): void {
  document.documentElement.dataset.cjTerminal = 'yes';
  window.addEventListener(TERMINAL_EVENT, event => {
    const command = commandOf(event);
    if (command) {
      void runInTerminal(app, command);
    }
  });
}
