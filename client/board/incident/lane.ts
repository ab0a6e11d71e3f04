import type { Followed } from '../../../workflows/contract/incident.ts';

/** Something that lasts; times are RFC 3339. A style that ends in `open` has not ended. */
export interface Bar {
  from: string;
  to: string;
  style: string;
  /** Stands in it, where there is room. */
  label: string;
  says: string;
}

/** Something that happened, or is due, at an instant. */
export interface Mark {
  at: string;
  /** A shape says what it is, the colour no more. */
  shape: 'dot' | 'due' | 'cross' | 'tick';
  style: 'good' | 'bad' | 'warn' | 'plain';
  says: string;
}

/** A row of the picture. */
export interface Lane {
  label: string;
  bars: Bar[];
  marks: Mark[];
}

/** Where the picture ends: at the end, or with the last thing that is known. */
export function lastSeen({ view, timeline }: Followed): string {
  return view.endedAt ?? timeline.at(-1)?.at ?? view.openedAt;
}

/** Until when something lasts that has not ended: the latest that is known to be due. */
export function horizon(followed: Followed): string {
  const { endedAt, pending, targets } = followed.view;
  if (endedAt) return endedAt;
  const due = [pending?.expiresAt, targets?.response, targets?.resolution, lastSeen(followed)];
  return due.flatMap((at) => at ?? []).reduce((a, b) => (Date.parse(a) > Date.parse(b) ? a : b));
}
