// One instance: readiness, login info, the doctor, the boot timeline and the overview.
import type { AnyModel, RenderProps } from '@anywidget/types';
import { button } from '../kit/elements/button';
import { element } from '../kit/elements/element';
import { type Fact, drawFacts } from '../kit/facts_view';
import { whileSeen } from '../kit/elements/heartbeat';
import { type Tone, say } from '../kit/status_line';
import { type Address, drawAddress } from './address_part';
import { type Steps, drawSteps } from './boot_steps';
import { type Timeline, drawTimeline } from './boot_timeline';
import { type Diagnosis, drawFindings } from './findings';
import { type Way, drawWay } from './way_in';

const BEAT_MS = 8000;

interface Traits {
  title: string;
  closable: boolean;
  has_console: boolean;
  /** Parts that are shown, in one column; []: all of them. */
  parts: Key[];
  note: string;
  tone: Tone;
}

type Model = AnyModel<Traits>;

/** Each part, as described by Python; see words.py. */
interface Parts {
  steps: Steps;
  log: { rows: Fact[] };
  way: Way;
  address: Address;
  doctor: Diagnosis;
  timeline: Timeline;
  facts: { sections: { title: string; rows: Fact[] }[] };
}

type Key = keyof Parts;
type Draw<Data> = (box: HTMLElement, data: Data, model: Model) => void;

interface Message<K extends Key = Key> {
  op: string;
  part: K;
  data: Parts[K] | { error: string };
}

const DRAW: { [K in Key]: Draw<Parts[K]> } = {
  steps: drawSteps,
  log: (box, { rows }) => box.replaceChildren(factsOf(rows)),
  way: drawWay,
  address: drawAddress,
  doctor: drawFindings,
  timeline: drawTimeline,
  facts: (box, { sections }) => box.replaceChildren(...sections.map(sectionOf))
};
const READ: Key[] = ['way', 'address', 'timeline', 'log', 'facts']; // by the kernel, unasked
// Part and heading, by column; the last one is below both.
const COLUMNS: [Key, string][][] = [
  [
    ['steps', 'Is it ready?'],
    ['log', 'Boot log summary']
  ],
  [
    ['way', 'Log in'],
    ['address', 'Floating IP'],
    ['doctor', 'Doctor'],
    ['timeline', 'Boot timeline']
  ],
  [['facts', 'Overview']]
];

function factsOf(rows: Fact[]): HTMLElement {
  const list = element('dl', 'cj-facts');
  drawFacts(list, rows);
  return list;
}

function sectionOf({ title, rows }: { title: string; rows: Fact[] }): HTMLElement {
  const part = element('div', 'cj-facts-section');
  const inner = element('div');
  inner.append(factsOf(rows));
  part.append(element('h5', '', title), inner);
  return part;
}

/**
 * Redraw a part; the focus in it is kept, so that keyboard users do not lose their place.
 */
function keepingFocus(box: HTMLElement, draw: () => void): void {
  const root: Node & Partial<DocumentOrShadowRoot> = box.getRootNode();
  const active = root.activeElement ?? null;
  const had = box.contains(active) ? active : null;
  draw();
  if (!had || had.isConnected) {
    return;
  }
  const controls = [...box.querySelectorAll<HTMLElement>('button, select, [tabindex]')];
  const same = controls.find(
    one => one.tagName === had.tagName && one.textContent === had.textContent
  );
  const next = same ?? controls[0] ?? box;
  if (next === box) {
    box.tabIndex = -1;
  }
  next.focus();
}

class Overview {
  private readonly _boxes = new Map<Key, HTMLElement>();

  constructor(
    private readonly _model: Model,
    el: HTMLElement
  ) {
    const grid = element('div', 'cj-instance-parts');
    const wanted = _model.get('parts');
    const all = COLUMNS.flat();
    const columns = wanted.length
      ? [wanted.flatMap(key => all.filter(([one]) => one === key))]
      : COLUMNS;
    el.classList.toggle('cj-instance-narrow', wanted.length > 0);
    for (const parts of columns) {
      const column = element('div', 'cj-instance-column');
      column.append(...parts.map(([key, heading]) => this._part(key, heading)));
      grid.append(column);
    }
    const note = element('p', 'cj-note', '', { role: 'status' });
    const head = bar(_model, note);
    el.append(...(wanted.length ? [] : [head]), note, grid);
    for (const key of READ) {
      this._boxes.get(key)?.append(element('p', 'cj-advice', 'Reading...'));
    }
    const doctor = this._boxes.get('doctor');
    if (doctor) {
      drawFindings(doctor, null, _model);
    }
  }

  receive<K extends Key>({ op, part, data }: Message<K>): void {
    const box = this._boxes.get(part);
    if (op !== 'part' || !box) {
      return;
    }
    keepingFocus(box, () => {
      if ('error' in data && data.error) {
        box.replaceChildren(element('p', 'cj-advice', data.error));
      } else {
        DRAW[part](box, data as Parts[K], this._model);
      }
    });
  }

  private _part(key: Key, heading: string): HTMLElement {
    const part = element('section', `cj-part cj-part-${key}`, undefined, { 'aria-label': heading });
    const box = element('div', 'cj-part-box');
    part.append(element('h4', '', heading), box);
    this._boxes.set(key, box);
    return part;
  }
}

/** The title, with the actions on the whole. */
function bar(model: Model, note: HTMLElement): HTMLElement {
  const title = element('h3', 'cj-heading');
  const send = (op: string, kind?: string) => () => model.send({ op, ...(kind ? { kind } : {}) });
  const consoles = [
    button('Console', send('console', 'vnc')),
    button('Serial console', send('console', 'serial'))
  ];
  const close = button('Close', send('close'));
  const made = element('div', 'cj-bar');
  const refresh = button('Refresh', send('refresh'));
  made.append(title, element('span', 'cj-spring'), ...consoles, refresh, close);
  const draw = (): void => {
    title.textContent = model.get('title');
    close.hidden = !model.get('closable');
    for (const open of consoles) {
      open.hidden = !model.get('has_console');
    }
    close.setAttribute('aria-label', `Close ${model.get('title')}`);
    say(note, model.get('note'), model.get('tone'));
  };
  model.on('change:title change:closable change:note change:tone', draw);
  draw();
  return made;
}

function render({ model, el }: RenderProps<Traits>): () => void {
  const overview = new Overview(model, el);
  const receive = (message: Message): void => overview.receive(message);
  model.on('msg:custom', receive);
  const stop = whileSeen(el, BEAT_MS, () => model.send({ op: 'beat' }));
  model.send({ op: 'hello' });
  return () => {
    stop();
    model.off('msg:custom', receive);
  };
}

export default { render };
