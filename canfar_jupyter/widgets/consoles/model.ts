import type { AnyModel } from '@anywidget/types';

/** A console, as described by Python. */
export interface Traits {
  title: string;
  /** Name of the instance, for the name of the saved screenshot. */
  name: string;
  closable: boolean;
}

export type Model = AnyModel<Traits>;

/** What a connection needs from it. */
export interface Wire {
  on(event: 'msg:custom', callback: (message: Message, buffers: DataView[]) => void): void;
  off(event: 'msg:custom', callback: (message: Message, buffers: DataView[]) => void): void;
  send(message: object, callbacks?: object, buffers?: ArrayBuffer[]): void;
}

/** A message from the kernel; see live/console_bridge/session.py for the meaning of each. */
export interface Message {
  op: string;
  sid?: string;
  s?: number;
  t?: number;
  text?: string;
  url?: string;
  plain?: boolean;
  refused?: boolean;
}
