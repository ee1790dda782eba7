import { describe, expect, it } from 'vitest';
import { sourceOf } from '../src/cells';

describe('the code that an event offers', () => {
  it('is its text', () => {
    const detail = { source: 'cloud.launch()' };
    expect(sourceOf(new CustomEvent('canfar-jupyter:cell', { detail }))).toBe('cloud.launch()');
  });

  it.each([null, undefined, 7, 'text', {}, { source: 7 }, { source: null }])(
    'is none where %o is offered',
    detail => {
      expect(sourceOf(new CustomEvent('canfar-jupyter:cell', { detail }))).toBe('');
    }
  );

  it('is none in an event of another kind', () => {
    expect(sourceOf(new Event('canfar-jupyter:cell'))).toBe('');
  });
});
