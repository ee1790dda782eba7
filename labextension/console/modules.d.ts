// What we use of modules that have no types of their own.

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

declare module '*/elements.js' {
  export function element<Tag extends keyof HTMLElementTagNameMap>(
    tag: Tag,
    className?: string,
    text?: string,
    attributes?: Record<string, string>
  ): HTMLElementTagNameMap[Tag];
  export function button(text: string, act: () => void, className?: string): HTMLButtonElement;
}

declare module '*.css' {
  const text: string;
  export default text;
}
