import { describe, expect, it } from 'vitest';
import { offerOf } from '../src/offer';

const offered = (detail: unknown): Event => new CustomEvent('canfar-jupyter:open', { detail });

describe('a page that is offered as a tab', () => {
  it('has a name and a widget', () => {
    expect(offerOf(offered({ name: 'lens', model_id: 'm' }))).toEqual({ name: 'lens', model: 'm' });
  });

  it('is nothing without them', () => {
    for (const detail of [
      null,
      undefined,
      {},
      { name: 'lens' },
      { name: 7, model_id: 'm' },
      'lens'
    ]) {
      expect(offerOf(offered(detail))).toBeNull();
    }
    expect(offerOf(new Event('canfar-jupyter:open'))).toBeNull();
  });
});
