import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { beforeEach, describe, expect, it } from 'vitest';
import { DashboardSession, type Execution, type IShow, type IWidgetKernel } from '../src/session';
import type { KernelEvent, Phase } from '../src/state';

interface IReply {
  content: { status: string; ename?: string; evalue?: string };
}

/** A kernel that answers when it is told to, and writes down what is asked of it. */
class ScriptedKernel implements IWidgetKernel {
  constructor(
    private readonly log: string[],
    readonly report: (event: KernelEvent) => void
  ) {
    log.push('start');
  }

  readonly rendermime = {} as IRenderMimeRegistry;

  execute(code: string): Execution {
    this.log.push('execute');
    this.code = code;
    const done = new Promise<IReply>((resolve, reject) => {
      this.answer = content => resolve({ content });
      this.reject = reject;
    });
    return { done } as unknown as Execution;
  }

  disconnect(): void {
    this.log.push('disconnect');
  }

  shutdown(): Promise<void> {
    this.log.push('shutdown');
    this.reject(new Error('Canceled future'));
    return Promise.resolve();
  }

  code = '';
  answer: (content: IReply['content']) => void = () => undefined;
  reject: (error: Error) => void = () => undefined;
}

let log: string[];
let kernels: ScriptedKernel[];
let shows: IShow[];
let phases: Phase[];
let refusal: Error | null;
let session: DashboardSession;

/** Promises that are settled have told those who wait for them. */
const settled = (): Promise<void> => new Promise(resolve => setTimeout(resolve));

/** The kernel that was started so many ago. */
const made = (place = kernels.length - 1): ScriptedKernel => {
  const kernel = kernels[place];
  if (!kernel) {
    throw new Error(`There is no kernel ${place}.`);
  }
  return kernel;
};

const opened = async (): Promise<ScriptedKernel> => {
  await session.open();
  const kernel = made();
  kernel.answer({ status: 'ok' });
  await settled();
  return kernel;
};

beforeEach(() => {
  log = [];
  kernels = [];
  shows = [];
  phases = [];
  refusal = null;
  session = new DashboardSession(report => {
    if (refusal) {
      return Promise.reject(refusal);
    }
    kernels.push(new ScriptedKernel(log, report));
    return Promise.resolve(made());
  });
  session.changed.connect((_, state) => phases.push(state.phase));
  session.shown.connect((_, show) => shows.push(show));
});

describe('a session', () => {
  it('starts a kernel and displays the dashboard of the package', async () => {
    const kernel = await opened();
    expect(phases).toEqual(['starting', 'loading', 'ready']);
    expect(kernel.code).toContain('canfar_jupyter.dashboard()');
    expect(shows).toHaveLength(1);
    expect(shows[0]?.rendermime).toBe(kernel.rendermime);
  });

  it('shows the dashboard again without a second kernel', async () => {
    await opened();
    await opened();
    expect(log).toEqual(['start', 'execute', 'execute']);
    expect(session.state.phase).toBe('ready');
  });

  it('shuts its kernel down when it is closed', async () => {
    await opened();
    await session.close();
    expect(log).toEqual(['start', 'execute', 'shutdown']);
    expect(session.state.phase).toBe('idle');
  });

  it('does one thing at a time', async () => {
    void session.open();
    void session.close();
    await session.open();
    expect(log).toEqual(['start', 'execute', 'shutdown', 'start', 'execute']);
  });

  it('says that its kernel died, and gets a new one', async () => {
    const kernel = await opened();
    kernel.report('dead');
    expect(session.state.phase).toBe('dead');
    expect(log).toContain('disconnect');
    await session.restart();
    made(1).answer({ status: 'ok' });
    await settled();
    expect(session.state.phase).toBe('ready');
    expect(log).toEqual(['start', 'execute', 'disconnect', 'shutdown', 'start', 'execute']);
  });

  it('gets a new kernel when a dead one is opened again', async () => {
    const kernel = await opened();
    kernel.report('session-gone');
    await opened();
    expect(kernels).toHaveLength(2);
    expect(session.state.phase).toBe('ready');
  });

  it('disconnects its widgets once', async () => {
    const kernel = await opened();
    kernel.report('restarting');
    kernel.report('autorestarting');
    expect(log.filter(entry => entry === 'disconnect')).toHaveLength(1);
    expect(session.state.message).toContain('died');
  });

  it('does not listen to a kernel it has left', async () => {
    const kernel = await opened();
    await session.restart();
    made(1).answer({ status: 'ok' });
    await settled();
    kernel.report('dead');
    expect(session.state.phase).toBe('ready');
  });

  it('restarts even when the code of the dashboard does not come to an end', async () => {
    await session.open(); // never answered
    await session.restart();
    made(1).answer({ status: 'ok' });
    await settled();
    expect(session.state.phase).toBe('ready');
  });

  it('keeps to the death of a kernel that dies while it loads', async () => {
    await session.open();
    made(0).report('dead');
    made(0).reject(new Error('Canceled future'));
    await settled();
    expect(session.state.message).toContain('has ended');
  });

  it('shows the sentence of an error in the code', async () => {
    await session.open();
    made(0).answer({ status: 'error', ename: 'Unreachable', evalue: 'No answer.' });
    await settled();
    expect(session.state).toEqual({ phase: 'failed', message: 'No answer.' });
  });

  it('says why there is no kernel, and tries again', async () => {
    refusal = new Error('This tab needs ipywidgets.');
    await session.open();
    expect(session.state).toEqual({ phase: 'failed', message: 'This tab needs ipywidgets.' });
    expect(log).toEqual([]);
    refusal = null;
    await opened();
    expect(session.state.phase).toBe('ready');
  });

  it('goes on by itself when the server answers again', async () => {
    const kernel = await opened();
    kernel.report('disconnected');
    expect(session.state.phase).toBe('offline');
    kernel.report('connected');
    expect(session.state.phase).toBe('ready');
  });
});
