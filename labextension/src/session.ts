/** The life of the dashboard's kernel. Knows nothing about tabs, and outlives them. */
import type { Kernel, KernelMessage } from '@jupyterlab/services';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { type ISignal, Signal } from '@lumino/signaling';
import {
  failure,
  IDLE,
  type IState,
  type KernelEvent,
  LOADING,
  nextState,
  type Phase,
  READY,
  STARTING
} from './state';

export type Execution = Kernel.IShellFuture<
  KernelMessage.IExecuteRequestMsg,
  KernelMessage.IExecuteReplyMsg
>;

/** A running kernel, and a registry that renders its widgets. */
export interface IWidgetKernel {
  readonly rendermime: IRenderMimeRegistry;
  execute(code: string): Execution;
  /** The widgets can no longer reach their kernel. */
  disconnect(): void;
  /** Shut the kernel down, unless it has gone already, and let go of everything. */
  shutdown(): Promise<void>;
}

/** Something to show: the code that was sent, and what renders its outputs. */
export interface IShow {
  readonly execution: Execution;
  readonly rendermime: IRenderMimeRegistry;
}

// dashboard() gives the same widget each time, so that a page that comes back shows it with its state.
export const CODE = `
import canfar_jupyter
from IPython.display import display

display(canfar_jupyter.dashboard())
`;

/**
 * One for the whole page: the widget manager of a kernel can be disposed only together with the kernel
 * (jupyterlab_widgets keeps it by kernel id), so closing a tab that keeps its kernel must not lose it.
 */
export class DashboardSession {
  /**
   * @param connect - finds the running kernel of the dashboard or starts one; it reports what happens to it
   */
  constructor(connect: (report: (event: KernelEvent) => void) => Promise<IWidgetKernel>) {
    this._connect = connect;
  }

  get state(): IState {
    return this._state;
  }

  /** Emitted when the state has changed. */
  get changed(): ISignal<this, IState> {
    return this._changed;
  }

  /** Emitted when the dashboard's code was sent: its outputs belong in a new output area. */
  get shown(): ISignal<this, IShow> {
    return this._shown;
  }

  /** Connect to the kernel or start one, unless that is done; then show the dashboard. */
  open(): Promise<void> {
    return this._queue(() => this._open());
  }

  /** Whatever has happened: let go of everything and begin again with a new kernel. */
  restart(): Promise<void> {
    return this._queue(async () => {
      await this._close();
      await this._open();
    });
  }

  /** Shut the kernel down. */
  close(): Promise<void> {
    return this._queue(() => this._close());
  }

  private async _open(): Promise<void> {
    try {
      if (this._is('dead')) {
        await this._close();
      }
      this._kernel ??= await this._start();
      if (!this._is('dead')) {
        this._show(this._kernel);
      }
    } catch (error) {
      this._fail(error);
    }
  }

  private _start(): Promise<IWidgetKernel> {
    this._set(STARTING);
    const life = ++this._life;
    return this._connect(event => {
      if (life === this._life) {
        this._report(event);
      }
    });
  }

  /** The answer is not awaited: code that does not come to an end must not hold up a restart. */
  private _show(kernel: IWidgetKernel): void {
    this._set(LOADING);
    const execution = kernel.execute(CODE);
    this._execution = execution;
    this._shown.emit({ execution, rendermime: kernel.rendermime });
    execution.done.then(
      reply => {
        if (this._execution === execution && this._is('loading')) {
          this._answer(reply.content);
        }
      },
      (error: unknown) => {
        // Rejected when the kernel goes: what is said about that says more.
        if (this._execution === execution && this._is('loading')) {
          this._fail(error);
        }
      }
    );
  }

  private _answer(content: KernelMessage.IExecuteReplyMsg['content']): void {
    if (content.status === 'ok') {
      this._set(READY);
    } else {
      this._fail(new Error(content.status === 'error' ? failure(content) : 'Loading was stopped.'));
    }
  }

  private _fail(error: unknown): void {
    if (!this._is('dead')) {
      const message = error instanceof Error ? error.message : String(error);
      this._set({ phase: 'failed', message });
    }
  }

  private async _close(): Promise<void> {
    const kernel = this._kernel;
    this._kernel = this._execution = null;
    this._life++; // what the old kernel still reports is of no interest
    this._set(IDLE);
    await kernel?.shutdown();
  }

  private _report(event: KernelEvent): void {
    const next = nextState(this._state, event);
    if (next.phase === 'dead' && !this._is('dead')) {
      this._kernel?.disconnect();
    }
    this._set(next);
  }

  private _is(phase: Phase): boolean {
    return this._state.phase === phase;
  }

  private _set(state: IState): void {
    if (state !== this._state) {
      this._state = state;
      this._changed.emit(state);
    }
  }

  /** One step at a time: a tab closed and opened again must not connect to the kernel that is going. */
  private _queue(step: () => Promise<void>): Promise<void> {
    this._last = this._last.then(step, step);
    return this._last;
  }

  private readonly _connect: (report: (event: KernelEvent) => void) => Promise<IWidgetKernel>;
  private readonly _changed = new Signal<this, IState>(this);
  private readonly _shown = new Signal<this, IShow>(this);
  private _state: IState = IDLE;
  private _kernel: IWidgetKernel | null = null;
  private _execution: Execution | null = null;
  private _life = 0; // counts the kernels
  private _last: Promise<void> = Promise.resolve();
}
