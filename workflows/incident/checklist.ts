import type { ChecklistItem } from '../contract/incident.ts';
import type { Incident } from './incident.ts';

/** What the document has the responders go through, numbered over all phases, with who has done it. */
export function checklist({ profile, openedAt, state }: Incident): ChecklistItem[] {
  const instant = (after: number | undefined) =>
    after === undefined ? undefined : new Date(Date.parse(openedAt) + after).toISOString();
  const items = profile.phases.flatMap(({ title, from, to, items }) =>
    items.map((text) => ({ phase: title, text, from: instant(from), until: instant(to) })),
  );
  return items.map((each, i) => ({ item: i + 1, ...each, doneBy: state.ticked[i + 1] }));
}
