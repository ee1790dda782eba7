import { describe, expect, it } from 'vitest';
import { press, strokes } from '../../../canfar_jupyter/widgets/consoles/typing';

const pressed = (text: string): [number, string | null, boolean?][] => {
  const keys: [number, string | null, boolean?][] = [];
  for (const stroke of strokes(text)) {
    press(stroke, (...key) => void keys.push(key));
  }
  return keys;
};

describe('typing a text', () => {
  it('presses Shift by itself, and lets it go', () => {
    expect(pressed('A')).toEqual([
      [0xffe1, 'ShiftLeft', true],
      [0x41, 'KeyA'],
      [0xffe1, 'ShiftLeft', false]
    ]);
  });

  it('knows the place of every sign of a US keyboard', () => {
    for (let point = 0x20; point < 0x7f; point++) {
      const [stroke] = strokes(String.fromCharCode(point));
      expect(stroke?.code, String.fromCharCode(point)).toBeTruthy();
      expect(stroke?.keysym).toBe(point);
    }
    expect(new Set(strokes("`-=[]\\;',./1qz").map(stroke => stroke.shift))).toEqual(
      new Set([false])
    );
    expect(new Set(strokes('~_+{}|:"<>?!QZ').map(stroke => stroke.shift))).toEqual(new Set([true]));
  });

  it('makes one Enter of a line end of any system', () => {
    expect(strokes('\r\n\n\r').map(stroke => stroke.code)).toEqual(['Enter', 'Enter', 'Enter']);
  });

  it('gives what is on no US keyboard as its symbol alone', () => {
    expect(strokes('é€😀')).toEqual([
      { keysym: 0xe9, code: null, shift: false },
      { keysym: 0x010020ac, code: null, shift: false },
      { keysym: 0x0101f600, code: null, shift: false }
    ]);
  });
});
