import type { AnyModel } from '@anywidget/types';

/** What Python tells of a console. */
export interface Traits {
  title: string;
  /** Of the instance, for the name of the picture that is saved. */
  name: string;
  closable: boolean;
}

export type Model = AnyModel<Traits>;

/** What a connection needs of it. */
export interface Wire {
  on(event: 'msg:custom', callback: (message: Message, buffers: DataView[]) => void): void;
  off(event: 'msg:custom', callback: (message: Message, buffers: DataView[]) => void): void;
  send(message: object, callbacks?: object, buffers?: ArrayBuffer[]): void;
}

/** A message of the kernel; live/bridge/session.py says what each means. */
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
