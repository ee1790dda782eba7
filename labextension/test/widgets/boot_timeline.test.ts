import { expect, it } from 'vitest';
import { barWords, scaleStep } from '../../../canfar_jupyter/widgets/instances/boot_timeline';

it('the scale has round steps', () => {
  expect(scaleStep(65)).toBe(20);
  expect(scaleStep(9)).toBe(2);
  expect(scaleStep(130)).toBe(50);
});

it('a bar in words', () => {
  expect(barWords({ name: 'init', start: 1, end: 2.25 })).toBe('init: 1.0 to 2.3 s');
  expect(barWords({ name: 'init', start: 1, end: null })).toBe('init: since 1.0 s, in progress');
  expect(barWords({ name: 'ssh', start: 1, end: 1 })).toBe('ssh: at 1.0 s');
});
