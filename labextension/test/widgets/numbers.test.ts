import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import {
  ageInWords,
  bytesInWords,
  count
} from '../../../canfar_jupyter/widgets/kit/elements/numbers';

// Python's tests read it, too.
const SIZES = new URL('../../../tests/widgets/data/sizes.json', import.meta.url);
const sizes = JSON.parse(readFileSync(SIZES, 'utf8')) as [bytes: number, text: string][];

it.each(sizes)('%i bytes are %s', (bytes, text) => {
  expect(bytesInWords(bytes)).toBe(text);
});

it('ages are in the unit that fits', () => {
  expect([5, 90, 7200, 400000].map(ageInWords)).toEqual(['< 1 min', '1 min', '2 h', '4 days']);
  expect(ageInWords(3 * 365 * 86400)).toBe('3 years');
});

it('one of a kind is no plural', () => {
  expect([0, 1, 2].map(number => count(number, 'row'))).toEqual(['0 rows', '1 row', '2 rows']);
});
