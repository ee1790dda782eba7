import { bareButton } from './button';
import { tooltip } from './element';
import { type Open, popover } from './popover';

/** One line of a menu. */
export interface MenuItem {
  label: string;
  act: () => void;
  /** Why it cannot be chosen now; "" if it can. */
  blocked?: string;
  tone?: string;
}

/**
 * Let a button open a menu; arrows, Home and End move through it.
 *
 * @param items requested each time it opens
 * @returns opens it, for keys and right clicks
 */
export function menu(
  opener: HTMLButtonElement,
  label: string | (() => string),
  items: () => MenuItem[]
): Open {
  const fill = (panel: HTMLElement, close: () => void): void => {
    panel.classList.add('cj-menu-items');
    panel.append(...items().map(item => line(item, close)));
    panel.addEventListener('keydown', event => walk(panel, event));
  };
  return popover(opener, label, fill, 'menu');
}

function line(item: MenuItem, close: () => void): HTMLButtonElement {
  const blocked = item.blocked ?? '';
  const made = bareButton(`cj-menu-item cj-tone-${item.tone ?? 'plain'}`, item.label, () => {
    if (blocked === '') {
      close();
      item.act();
    }
  });
  made.setAttribute('role', 'menuitem');
  made.tabIndex = -1;
  // Not `disabled`: the reason must be reachable by keyboard and pointer.
  made.setAttribute('aria-disabled', String(blocked !== ''));
  tooltip(made, blocked);
  if (blocked !== '') {
    made.setAttribute('aria-label', item.label); // the style sheet shows the title below it
  }
  return made;
}

function walk(panel: HTMLElement, event: KeyboardEvent): void {
  const lines = [...panel.querySelectorAll('button')];
  const at = lines.findIndex(one => one === document.activeElement);
  const moves: Partial<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    Home: 0,
    End: -1
  };
  const to = moves[event.key];
  if (to !== undefined && lines.length > 0) {
    lines.at(to % lines.length)?.focus();
    event.preventDefault();
  }
}
