import { element } from './element';

/** A part of the bar, as fractions of the whole; without `from` it begins where the bar does. */
export interface MeterPart {
  from?: number;
  width: number;
  tone?: string;
}

/** A bar that is filled in parts; text beside it must say the same, because it has none. */
export function meter(...parts: MeterPart[]): HTMLSpanElement {
  const track = element('span', 'cj-track');
  for (const { from, width, tone } of parts) {
    const fill = element('span', tone ? `cj-fill cj-tone-${tone}` : 'cj-fill');
    if (from !== undefined) {
      fill.style.left = percent(from);
    }
    fill.style.width = percent(width);
    track.append(fill);
  }
  return track;
}

function percent(share: number): string {
  return `${100 * Math.min(1, share)}%`;
}
