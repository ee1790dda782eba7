// What is drawn in a cell.
import { bareButton } from '../../kit/elements/button';
import { element, tooltip } from '../../kit/elements/element';
import { pill } from '../../kit/elements/pill';
import type { Badge, Column, Lines, Value } from './cells';
import { COPY_ADVICE } from './words';

type Content = (HTMLElement | string)[];

/**
 * @param text of the cell
 * @param changed whether it showed something else before
 */
export function contentOf(
  { kind }: Pick<Column, 'kind'>,
  value: Value,
  text: string,
  changed: boolean
): Content {
  if (text === '') {
    return [];
  }
  if (kind === 'badge' && Array.isArray(value)) {
    return badge(value as Badge, changed);
  }
  if (kind === 'lines' && Array.isArray(value)) {
    return lines(value as Lines);
  }
  return kind === 'code' ? [code(text)] : [text];
}

function badge(value: Badge, changed: boolean): Content {
  const [text, tone = 'quiet', busy = false, detail = '', action = '', label = ''] = value;
  const chip = pill(text, tone, { busy, changed });
  const more = element('span', 'cj-second', detail);
  if (action !== '') {
    const link = bareButton('cj-link', label);
    link.dataset.action = action;
    link.tabIndex = -1;
    more.append(detail ? ' \u00b7 ' : '', link);
  }
  return more.hasChildNodes() ? [chip, more] : [chip];
}

function lines([first, second = '']: Lines): Content {
  const made = [element('span', 'cj-first', first)];
  return second ? [...made, element('span', 'cj-second', second)] : made;
}

/** A click copies it. */
function code(text: string): HTMLElement {
  const made = bareButton('cj-copy', text);
  made.dataset.copy = text;
  made.tabIndex = -1;
  made.setAttribute('aria-label', `Copy ${text}`);
  tooltip(made, `${text}\n${COPY_ADVICE}`);
  return made;
}
