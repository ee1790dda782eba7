// What is wrong with a launch: sentences that lead to their fields.
import type { AnyModel, RenderProps } from '@anywidget/types';
import { bareButton } from '../kit/elements/button';
import { element } from '../kit/elements/element';

interface Problem {
  /** "": it is about no single field. */
  field: string;
  text: string;
  /** Whether it prevents the launch; else it is advice. */
  blocks: boolean;
}

interface Traits {
  rows: Problem[];
}

const CONTROLS = 'input:not([type="radio"]), input:checked, select, textarea, input, button';
const PATIENCE = 60; // frames until what was folded must be there

/** Focus the control of a field, which may have to be opened first. */
function go(form: Element | null, field: string, left = PATIENCE): void {
  const box = form?.querySelector(`.cj-at-${field}`);
  const controls = [...(box?.querySelectorAll<HTMLElement>(CONTROLS) ?? [])];
  const control = controls.find(one => one.getClientRects().length > 0);
  if (control) {
    control.focus();
    control.scrollIntoView({ block: 'center' });
  } else if (left > 0) {
    requestAnimationFrame(() => go(form, field, left - 1));
  }
}

function itemOf({ field, text, blocks }: Problem, model: AnyModel<Traits>): HTMLLIElement {
  const item = element('li', blocks ? 'cj-blocks' : '');
  if (!field) {
    item.append(element('span', '', text));
    return item;
  }
  const link = bareButton('cj-link', text, () => {
    model.send({ op: 'open', field });
    go(link.closest('.cj-launch'), field);
  });
  item.append(link);
  return item;
}

/** "2 problems" on a narrow page; opens and closes the rest of the summary. */
function inNumbers(rows: Problem[]): string {
  const blocking = rows.filter(row => row.blocks).length;
  if (blocking) {
    return blocking === 1 ? '1 problem' : `${blocking} problems`;
  }
  return rows.length ? `${rows.length} to look at` : 'Details';
}

function render({ model, el }: RenderProps<Traits>): void {
  const list = element('ul', 'cj-problems', undefined, { 'aria-label': 'What to look at' });
  const number = bareButton('cj-button cj-problem-count', '', () => {
    const open = el.closest('.cj-summary')?.classList.toggle('cj-open') ?? false;
    number.setAttribute('aria-expanded', String(open));
  });
  number.setAttribute('aria-expanded', 'false');
  el.classList.add('cj-problem-box');
  el.append(list, number);
  const draw = (): void => {
    const rows = model.get('rows');
    list.replaceChildren(...rows.map(row => itemOf(row, model)));
    list.hidden = rows.length === 0;
    number.textContent = inNumbers(rows);
    number.classList.toggle(
      'cj-blocks',
      rows.some(row => row.blocks)
    );
  };
  model.on('change:rows', draw);
  draw();
}

export default { render };
