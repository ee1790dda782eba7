// Parts of one instance: login info, readiness, the doctor, the boot timeline, facts.
import type { AnyModel, RenderProps } from '@anywidget/types';
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
  has_console: boolean;
  /** Those that are shown, in this order. */
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
  way: (box, data, model) => drawWay(box, data, model, model.get('has_console')),
  address: drawAddress,
  doctor: drawFindings,
  timeline: drawTimeline,
  facts: (box, { sections }) => box.replaceChildren(...sections.map(sectionOf))
};
const HEADINGS: Record<Key, string> = {
  way: 'Log in',
  address: 'Floating IP',
  doctor: 'Doctor',
  steps: 'Is it ready?',
  timeline: 'Boot timeline',
  log: 'Boot log summary',
  facts: 'Details'
};
const FOLDED: Key[] = ['timeline', 'log'];
const ASKED: Key[] = ['doctor']; // not shown before

function factsOf(rows: Fact[]): HTMLElement {
  const list = element('dl', 'cj-facts');
  drawFacts(list, rows);
  return list;
}

function sectionOf({ title, rows }: { title: string; rows: Fact[] }): HTMLElement {
  const part = element('div', 'cj-facts-section');
  const inner = element('div');
  inner.append(factsOf(rows));
  part.append(element('h4', '', title), inner);
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
    const note = element('p', 'cj-note', '', { role: 'status' });
    el.append(note, ..._model.get('parts').map(key => this._part(key)));
    const draw = (): void => say(note, _model.get('note'), _model.get('tone'));
    _model.on('change:note change:tone', draw);
    draw();
  }

  receive<K extends Key>({ op, part, data }: Message<K>): void {
    const box = this._boxes.get(part);
    if (op !== 'part' || !box) {
      return;
    }
    const section = box.closest('section');
    if (section?.hidden) {
      section.hidden = false;
      section.scrollIntoView({ block: 'nearest' });
    }
    keepingFocus(box, () => {
      if ('error' in data && data.error) {
        box.replaceChildren(element('p', 'cj-advice', data.error));
      } else {
        DRAW[part](box, data as Parts[K], this._model);
      }
    });
  }

  private _part(key: Key): HTMLElement {
    const heading = HEADINGS[key];
    const part = element('section', `cj-part cj-part-${key}`, undefined, { 'aria-label': heading });
    const box = element('div', 'cj-part-box');
    box.append(element('p', 'cj-advice', 'Reading...'));
    part.hidden = ASKED.includes(key);
    if (FOLDED.includes(key)) {
      const fold = element('details', 'cj-fold');
      fold.append(element('summary', '', heading), box);
      part.append(fold);
    } else {
      part.append(element('h4', '', heading), box);
    }
    this._boxes.set(key, box);
    return part;
  }
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
