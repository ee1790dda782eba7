/** What happens to the kernel behind the tab, and what the tab says about it. Pure. */
import type { Kernel } from '@jupyterlab/services';

export type Phase =
  | 'idle' // no kernel
  | 'starting'
  | 'loading' // the dashboard's code runs
  | 'ready'
  | 'failed' // no kernel could be started, or the code raised an error
  | 'dead' // the kernel has gone
  | 'offline'; // the server does not answer

export interface IState {
  readonly phase: Phase;
  /** What to tell the user; empty when all is well. */
  readonly message: string;
}

export type KernelEvent = Kernel.Status | Kernel.ConnectionStatus | 'session-gone';

export const IDLE: IState = { phase: 'idle', message: '' };
export const STARTING: IState = { phase: 'starting', message: 'Starting Python…' };
export const LOADING: IState = { phase: 'loading', message: 'Loading the dashboard…' };
export const READY: IState = { phase: 'ready', message: '' };

const OFFLINE: IState = {
  phase: 'offline',
  message: 'The Jupyter server does not answer. Nothing is lost; trying again.'
};
const DIED = dead('The Python process behind this tab died. What you typed here is gone.');
const RESTARTED = dead('The Python process behind this tab was restarted elsewhere.');
const ENDED = dead('The Python process behind this tab has ended.');

function dead(message: string): IState {
  return {
    phase: 'dead',
    message: `${message} Your instances are not affected. Restart to go on.`
  };
}

/** The state after an event of the kernel or of its connection; the same object if nothing changed. */
export function nextState(current: IState, event: KernelEvent): IState {
  if (event === 'autorestarting' && current === RESTARTED) {
    return DIED; // a crash: the server says 'restarting' first, and this one microtask later
  }
  if (current.phase === 'dead' || current.phase === 'failed' || current.phase === 'idle') {
    return current; // only opening and restarting lead out of these
  }
  switch (event) {
    case 'autorestarting': // after a crash; the new process knows nothing of the widgets
      return DIED;
    case 'restarting':
      return RESTARTED;
    case 'dead': // also when it was shut down elsewhere
    case 'session-gone':
    case 'terminating':
      return ENDED;
    case 'disconnected':
    case 'connecting':
      return current.phase === 'ready' ? OFFLINE : current;
    case 'connected':
      return current.phase === 'offline' ? READY : current;
    default:
      return current;
  }
}

/** An error that the dashboard's code raised. */
export interface IPythonError {
  readonly ename: string;
  readonly evalue: string;
}

/** What to tell the user when the dashboard's code raised `error`. */
export function failure(error: IPythonError): string {
  if (error.ename === 'ModuleNotFoundError' && error.evalue.includes("'canfar_jupyter'")) {
    return (
      'The Python kernel of this Jupyter server does not have canfar_jupyter. ' +
      'Run "pip install canfar_jupyter" in the environment of that kernel, then restart.'
    );
  }
  return error.evalue || `The dashboard could not be loaded (${error.ename}).`;
}

/** The part of the kernel specs that `pythonKernel` reads. */
export interface ISpecs {
  readonly default: string;
  readonly kernelspecs: { readonly [name: string]: { readonly language: string } | undefined };
}

/** The Python kernel to start: the default one if it is Python, else the first that is. */
export function pythonKernel(specs: ISpecs | null): string | undefined {
  return specs
    ? [specs.default, ...Object.keys(specs.kernelspecs)].find(
        name => specs.kernelspecs[name]?.language === 'python'
      )
    : undefined;
}
