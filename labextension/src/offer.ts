/** A page that a widget offers as a tab of its own. */

export interface IOffer {
  /** What the tab is called. */
  name: string;
  /** Of the widget. */
  model: string;
}

/** What an event offers; null: nothing. */
export function offerOf(event: Event): IOffer | null {
  const detail: unknown = event instanceof CustomEvent ? event.detail : null;
  const { name, model_id: model } = (detail ?? {}) as Record<string, unknown>;
  return typeof name === 'string' && typeof model === 'string' && model ? { name, model } : null;
}
