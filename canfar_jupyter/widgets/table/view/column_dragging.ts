import { element } from '../../kit/elements/element';
import type { Columns } from './columns';
import { EDGE_ADVICE } from './words';

const DRAG = 6; // px from which a press on a title is a drag

/** Columns are moved by their titles and resized by their edges, with a pointer. */
export class Dragging {
  constructor(
    private readonly _head: HTMLElement,
    private readonly _columns: Columns
  ) {}

  /** Let a title be dragged to move its column. */
  title(title: HTMLElement, cell: HTMLElement, key: string): void {
    title.addEventListener('pointerdown', down => {
      if (down.button !== 0) {
        return;
      }
      let steps: number | null = null; // null: no drag yet
      const ended = new AbortController();
      title.setPointerCapture(down.pointerId); // now: a fast drag leaves the title at once
      const move = (event: PointerEvent): void => {
        if (steps !== null || Math.abs(event.clientX - down.clientX) >= DRAG) {
          steps = this._steps(cell, event.clientX);
        }
      };
      const end = (event: PointerEvent): void => {
        ended.abort();
        this._mark(undefined);
        if (steps === null) {
          return;
        }
        swallowClick(title);
        if (event.type === 'pointerup') {
          this._columns.move(key, steps);
        }
      };
      title.addEventListener('pointermove', move, { signal: ended.signal });
      title.addEventListener('pointerup', end, { signal: ended.signal });
      title.addEventListener('pointercancel', end, { signal: ended.signal });
    });
  }

  /** An edge to drag. */
  edge(cell: HTMLElement, key: string): HTMLElement {
    const edge = element('span', 'cj-edge', undefined, {
      'aria-hidden': 'true', // for pointers; keys work on the title
      title: EDGE_ADVICE
    });
    edge.addEventListener('pointerdown', down => {
      down.preventDefault();
      const start = cell.getBoundingClientRect().width;
      edge.setPointerCapture(down.pointerId);
      edge.onpointermove = move => this._columns.set(key, start + move.clientX - down.clientX);
      edge.onpointerup = () => {
        edge.onpointermove = null;
        edge.onpointerup = null;
        this._columns.save(false);
      };
    });
    edge.addEventListener('dblclick', () => this._columns.unset(key));
    return edge;
  }

  /** How many columns further the pointer is; marks the position. */
  private _steps(cell: HTMLElement, x: number): number {
    const cells = [...this._head.querySelectorAll<HTMLElement>('[data-key]')];
    const from = cells.indexOf(cell);
    const over = cells.filter(other => other.getBoundingClientRect().left <= x).length - 1;
    const to = Math.max(0, over);
    this._mark(to === from ? undefined : cells[to], to > from);
    return to - from;
  }

  private _mark(cell: HTMLElement | undefined, after = false): void {
    for (const other of this._head.children) {
      other.classList.remove('cj-before', 'cj-after');
    }
    cell?.classList.add(after ? 'cj-after' : 'cj-before');
  }
}

/** Suppress the click at the end of a drag. */
function swallowClick(title: HTMLElement): void {
  const swallow = (event: Event): void => {
    event.stopImmediatePropagation();
    event.preventDefault();
  };
  title.addEventListener('click', swallow, { capture: true, once: true });
  setTimeout(() => title.removeEventListener('click', swallow, true)); // if none comes
}
