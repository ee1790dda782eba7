/** What a widget's model can do here; anywidget has more. */
export interface Model {
  get(name: string): unknown;
  on(events: string, callback: (message: Message, buffers: DataView[]) => void): void;
  off(events: string, callback: (message: Message, buffers: DataView[]) => void): void;
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
