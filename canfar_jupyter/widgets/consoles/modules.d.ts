// What we use of modules without their own types.

declare module '@novnc/novnc' {
  interface Options {
    shared?: boolean;
  }
  /** https://github.com/novnc/noVNC/blob/master/docs/API.md */
  export default class RFB extends EventTarget {
    constructor(target: HTMLElement, channel: object, options?: Options);
    background: string;
    scaleViewport: boolean;
    showDotCursor: boolean;
    blur(): void;
    disconnect(): void;
    focus(options?: FocusOptions): void;
    sendCtrlAltDel(): void;
    sendKey(keysym: number, code: string | null, down?: boolean): void;
    toBlob(callback: (blob: Blob | null) => void, type?: string): void;
  }
}

declare module '*.css' {
  const text: string;
  export default text;
}
