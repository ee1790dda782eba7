import type { AnyModel } from '@anywidget/types';

export interface Quota {
  label: string;
  used: string;
  limit: string;
  /** From 0 to 1; null: there is no limit. */
  share: number | null;
  tone: string;
}

export interface Tab {
  key: string;
  title: string;
  /** A count has its place. */
  counted: boolean;
  /** null: not now. */
  count: number | null;
}

/** The header, as described by Python; see header.py. */
export interface Traits {
  cloud: string;
  project: string;
  user: string;
  address: string;
  quotas: Quota[];
  tabs: Tab[];
  /** Key of the page that is shown. */
  page: string;
  /** Name under which the open tab is kept. */
  place: string;
  /** Id of the instance whose panel is open; "": none. */
  opened: string;
  /** Why the page may be out of date; "" if it is current. */
  stale: string;
  /** What each list said where `stale` has one sentence for several. */
  details: string[];
}

export type Model = AnyModel<Traits>;
