/** A key to press: its X11 keysym, its position on the keyboard, and whether with Shift. */
export interface Stroke {
  keysym: number;
  code: string | null;
  shift: boolean;
}

const SHIFT = { keysym: 0xffe1, code: 'ShiftLeft' };
const ROWS: [string, string, string][] = [
  ['Digit', '1234567890', '!@#$%^&*()'],
  ['Key', 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
];
const SIGNS: [string, string][] = [
  ['Minus', '-_'],
  ['Equal', '=+'],
  ['BracketLeft', '[{'],
  ['BracketRight', ']}'],
  ['Backslash', '\\|'],
  ['Semicolon', ';:'],
  ['Quote', '\'"'],
  ['Backquote', '`~'],
  ['Comma', ',<'],
  ['Period', '.>'],
  ['Slash', '/?']
];
const NAMED: Partial<Record<string, Stroke>> = {
  '\n': { keysym: 0xff0d, code: 'Enter', shift: false },
  '\t': { keysym: 0xff09, code: 'Tab', shift: false },
  '\b': { keysym: 0xff08, code: 'Backspace', shift: false },
  ' ': { keysym: 0x20, code: 'Space', shift: false }
};

const PLACES = new Map<string, { code: string; shift: boolean }>();
for (const [kind, plain, shifted] of ROWS) {
  Array.from(plain).forEach((sign, i) => {
    const code = kind + sign.toUpperCase();
    PLACES.set(sign, { code, shift: false });
    PLACES.set(shifted.charAt(i), { code, shift: true });
  });
}
for (const [code, pair] of SIGNS) {
  PLACES.set(pair.charAt(0), { code, shift: false });
  PLACES.set(pair.charAt(1), { code, shift: true });
}

/**
 * The keys that type a text on a US keyboard. QEMU needs the position of a key, and does not press
 * Shift itself; characters that a US keyboard lacks are sent as their keysym alone.
 */
export function strokes(text: string): Stroke[] {
  return Array.from(text.replace(/\r\n?/g, '\n')).map(sign => {
    const named = NAMED[sign];
    if (named) {
      return named;
    }
    const point = sign.codePointAt(0) ?? 0;
    const keysym = point < 0x100 ? point : 0x01000000 | point;
    return { keysym, ...(PLACES.get(sign) ?? { code: null, shift: false }) };
  });
}

type SendKey = (keysym: number, code: string | null, down?: boolean) => void;

/** Press one key, with Shift where that is needed. */
export function press(stroke: Stroke, send: SendKey): void {
  if (stroke.shift) {
    send(SHIFT.keysym, SHIFT.code, true);
  }
  send(stroke.keysym, stroke.code);
  if (stroke.shift) {
    send(SHIFT.keysym, SHIFT.code, false);
  }
}
