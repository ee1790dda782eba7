// The head of a panel beside a list: name, state, actions, tabs.
import type { AnyModel, RenderProps } from '@anywidget/types';
import { bareButton, button } from '../kit/elements/button';
import { element, sideways, targetOf, tooltip } from '../kit/elements/element';
import { iconButton } from '../kit/elements/icon_button';
import { menu } from '../kit/elements/menu';
import { pill } from '../kit/elements/pill';

const CLOSE = '\u00d7';
const MORE = '\u22ef';

interface Action {
  key: string;
  label: string;
  tone: string;
  /** Why it is not possible now; "" if it is. */
  why: string;
}

interface Traits {
  name: string;
  state:
    | []
    | [
        text: string,
        tone: string,
        busy: boolean,
        detail: string,
        /** Of the action that fixes it, and the label of its link. */
        action?: string,
        label?: string
      ];
  tabs: { key: string; title: string }[];
  tab: string;
  actions: Action[];
  primary: string;
  page: boolean;
  /** There is no list to go back to. */
  alone: boolean;
}

type Model = AnyModel<Traits>;

/** Name and state on the left, actions on the right. */
function title(model: Model): HTMLElement {
  const name = element('h3', 'cj-panel-name');
  const state = element('div', 'cj-panel-state');
  const act = (key: string) => () => model.send({ op: 'act', action: key });
  const primary = button('', undefined);
  primary.addEventListener('click', () => act(model.get('primary'))());
  const more = bareButton('cj-button cj-icon', MORE);
  menu(
    more,
    () => `Actions for ${model.get('name')}`,
    () =>
      model
        .get('actions')
        .map(({ key, label, tone, why }) => ({ label, tone, blocked: why, act: act(key) }))
  );
  const leave = (): void => model.send({ op: 'close' });
  const close = iconButton(CLOSE, '', leave, { title: 'Close (Esc)' });
  close.classList.add('cj-panel-close');
  const back = button('Back to the list', leave, 'cj-back');
  const words = element('div', 'cj-panel-words');
  words.append(name, state);
  const line = element('div', 'cj-panel-title');
  line.append(back, words, primary, more, close);
  const draw = (): void => {
    const called = model.get('name');
    name.textContent = called;
    tooltip(name, called);
    state.replaceChildren(...stateWords(model, act));
    const first = model.get('actions').find(({ key }) => key === model.get('primary'));
    primary.hidden = first === undefined;
    primary.textContent = first?.label ?? '';
    tooltip(primary, first?.why ?? '');
    primary.setAttribute('aria-disabled', String(Boolean(first?.why)));
    more.setAttribute('aria-label', `Actions for ${called}`);
    more.hidden = model.get('actions').length === 0;
    close.setAttribute('aria-label', `Close ${called}`);
  };
  model.on('change:name change:state change:actions change:primary', draw);
  draw();
  return line;
}

/** The state as a pill, why, and the link that fixes it. */
function stateWords(model: Model, act: (key: string) => () => void): HTMLElement[] {
  const [text, tone = 'quiet', busy = false, detail = '', action, label] = model.get('state');
  if (!text) {
    return [];
  }
  const why = element('span', 'cj-second', detail);
  if (action && label) {
    why.append(detail ? ' \u00b7 ' : '', bareButton('cj-link', label, act(action)));
  }
  return [pill(text, tone, { busy }), why];
}

/** The tabs: the panel's box says which is open, so that a pane that exists is there at once. */
class PanelTabs {
  readonly node = element('div', 'cj-panel-tabs', undefined, { role: 'tablist' });

  constructor(
    private readonly _model: Model,
    private readonly _el: HTMLElement
  ) {
    this.node.addEventListener('keydown', event => this._walk(event));
    _model.on('change:tabs change:tab change:name change:page', () => this._draw());
    this._draw();
    requestAnimationFrame(() => this._show());
  }

  private _draw(): void {
    const open = this._model.get('tab');
    const had = this.node.contains(document.activeElement);
    this.node.setAttribute('aria-label', this._model.get('name'));
    this.node.replaceChildren(
      ...this._model.get('tabs').map(({ key, title: text }) => {
        const tab = bareButton('cj-panel-tab', text, () => this._open(key));
        tab.setAttribute('role', 'tab');
        tab.setAttribute('aria-selected', String(key === open));
        tab.tabIndex = key === open ? 0 : -1;
        return tab;
      })
    );
    if (had) {
      this.node.querySelector<HTMLElement>('[aria-selected="true"]')?.focus();
    }
    this._show();
  }

  private _open(key: string): void {
    this._model.set('tab', key);
    this._model.save_changes();
    this._draw();
  }

  private _show(): void {
    const box = this._el.parentElement;
    if (!box) {
      return;
    }
    box.dataset.tab = this._model.get('tab');
    box.setAttribute('role', 'complementary');
    box.setAttribute('aria-label', this._model.get('name'));
    box.classList.toggle('cj-as-page', this._model.get('page'));
    box.classList.toggle('cj-alone', this._model.get('alone'));
    box.parentElement?.classList.toggle('cj-with-page', this._model.get('page'));
  }

  private _walk(event: KeyboardEvent): void {
    const step = sideways(event);
    const tabs = [...this.node.querySelectorAll('button')];
    const from = tabs.findIndex(tab => tab === targetOf(event));
    if (step && from >= 0) {
      tabs[(from + step + tabs.length) % tabs.length]?.click();
      event.preventDefault();
      event.stopPropagation();
    }
  }
}

function render({ model, el }: RenderProps<Traits>): () => void {
  el.classList.add('cj-panel-head');
  el.append(title(model), new PanelTabs(model, el).node);
  const leave = (event: KeyboardEvent): void => {
    const typing = targetOf(event)?.closest('input, textarea, select, [data-cj-keys]');
    const inside = el.parentElement?.contains(targetOf(event));
    if (
      event.key === 'Escape' &&
      inside &&
      !typing &&
      !event.defaultPrevented &&
      !model.get('alone')
    ) {
      model.send({ op: 'close' });
    }
  };
  document.addEventListener('keydown', leave);
  return () => {
    el.parentElement?.parentElement?.classList.remove('cj-with-page');
    document.removeEventListener('keydown', leave);
  };
}

export default { render };
