import type { IncidentRecord } from '../../workflows/contract/incident.ts';
import { actorName } from '../../workflows/contract/people.ts';
import type { Fact, NoteKind, TimelineEntry } from '../../workflows/contract/timeline.ts';
import { text } from './markdown.ts';

export type Of<K extends Fact['kind']> = Extract<Fact, { kind: K }>;

/** The entries of a record's timeline with a kind of fact, in order. */
export function entriesOf<K extends Fact['kind']>(record: IncidentRecord, kind: K): TimelineEntry<Of<K>>[] {
  return record.timeline.filter((entry): entry is TimelineEntry<Of<K>> => entry.fact.kind === kind);
}

/** What people noted of a kind: said as such, or with a prefix such as "cause: …". Markdown. */
export function notesOf(record: IncidentRecord, kind: NoteKind): { at: string; says: string }[] {
  const prefix = new RegExp(`^${kind}:\\s*`, 'i');
  return entriesOf(record, 'noted').flatMap(({ at, fact }) =>
    fact.as === kind || prefix.test(fact.text)
      ? [{ at, says: `${text(fact.text.replace(prefix, ''))} – ${text(actorName(fact.by))}` }]
      : [],
  );
}
