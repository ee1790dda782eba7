import type { RenderProps } from '@anywidget/types';

type Callback = (message?: unknown, buffers?: unknown) => void;

/** A widget's model without a kernel: what is sent and saved, and a way to receive. */
export class FakeModel<Traits extends object> {
  readonly sent: object[] = [];
  saved = 0;
  private readonly _listeners = new Map<string, Set<Callback>>();

  constructor(private readonly _traits: Traits) {}

  get<K extends keyof Traits>(name: K): Traits[K] {
    return this._traits[name];
  }

  set<K extends keyof Traits>(name: K, value: Traits[K]): void {
    this._traits[name] = value;
    this._tell(`change:${String(name)}`);
    this._tell('change');
  }

  save_changes(): void {
    this.saved += 1;
  }

  on(events: string, callback: Callback): void {
    for (const event of events.split(' ')) {
      const listeners = this._listeners.get(event) ?? new Set();
      this._listeners.set(event, listeners.add(callback));
    }
  }

  off(events: string, callback: Callback): void {
    for (const event of events.split(' ')) {
      this._listeners.get(event)?.delete(callback);
    }
  }

  send(message: object): void {
    this.sent.push(message);
  }

  /** Receive a message of the kernel, with bytes beside it. */
  say(message: object, buffers: DataView[] = []): void {
    this._tell('msg:custom', message, buffers);
  }

  /** Draw a widget, as anywidget does. */
  show(render: (props: RenderProps<Traits>) => unknown): { el: HTMLElement; close: () => void } {
    const el = document.createElement('div');
    document.body.append(el);
    const close = render({ model: this, el } as unknown as RenderProps<Traits>);
    return { el, close: typeof close === 'function' ? (close as () => void) : () => undefined };
  }

  private _tell(event: string, message?: unknown, buffers?: unknown): void {
    this._listeners.get(event)?.forEach(listener => listener(message, buffers));
  }
}

/** The first element that a selector finds, which must be there. */
export function find(root: ParentNode, selector: string): HTMLElement {
  const found = root.querySelector<HTMLElement>(selector);
  if (!found) {
    throw new Error(`There is no ${selector}.`);
  }
  return found;
}

/** happy-dom has no popovers: what a browser does to them, in short. */
export function popovers(): void {
  const toggle = (panel: HTMLElement, newState: string): void => {
    for (const name of ['beforetoggle', 'toggle']) {
      panel.dispatchEvent(Object.assign(new Event(name), { newState }));
    }
  };
  HTMLElement.prototype.showPopover = function (this: HTMLElement): void {
    toggle(this, 'open');
  };
  HTMLElement.prototype.hidePopover = function (this: HTMLElement): void {
    toggle(this, 'closed');
  };
}
