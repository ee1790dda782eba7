import { expect, it } from 'vitest';
import { pieces, withoutColours } from '../../../canfar_jupyter/widgets/logs/sgr';

it('a coloured word becomes a piece with classes', () => {
  const { found } = pieces('[\x1b[0;32m  OK  \x1b[0m] done');
  expect(found).toEqual([
    ['[', ''],
    ['  OK  ', 'cj-sgr-32'],
    ['] done', '']
  ]);
});

it('a colour goes on in the next text', () => {
  const first = pieces('\x1b[1;31mbad');
  expect(pieces('still', first.style).found).toEqual([['still', 'cj-sgr-bold cj-sgr-31']]);
});

it('colours of a palette and nonsense are passed over', () => {
  expect(pieces('\x1b[38;5;31mx\x1b[999;my').found).toEqual([
    ['x', ''],
    ['y', '']
  ]);
});

it('what is saved has no colours', () => {
  expect(withoutColours('\x1b[1mx\x1b[0m')).toBe('x');
});
