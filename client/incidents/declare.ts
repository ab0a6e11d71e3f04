import { type Message, noteSignal } from '../../workflows/contract/messages.ts';
import type { Door } from '../../workflows/contract/people.ts';
import type { Temporal } from '../temporal.ts';
import { deliver } from './deliver.ts';
import type { Draft } from './draft.ts';
import { type Opened, openIncident } from './open.ts';

/** Who declares an incident, where. */
export interface Declaring {
  by: Exclude<NonNullable<Message['by']>, string> & { door: Door };
  /** The same for the same form sent again: it counts once. */
  id: string;
  /** ms that a new incident has for its first word. */
  patience: number;
}

/**
 * Opens what somebody declares, or puts their words on the timeline of what is open there already.
 * @throws CommandFailure with the incident's sentence if it was refused
 */
export async function declare(
  temporal: Pick<Temporal, 'client'>,
  { runbook, ...input }: Draft,
  { by, id, patience }: Declaring,
): Promise<Opened> {
  const openedBy = { kind: 'person', name: by.name, door: by.door, verified: false } as const;
  const opened = await openIncident(temporal, runbook, { ...input, openedBy }, { patience, token: id });
  if (opened.joined) await deliver(temporal, opened.there, noteSignal, { id, by, text: input.summary });
  return opened;
}

/** What came of it, for whoever declared it. */
export function declaredInWords(opened: Opened): string {
  if (opened.joined)
    return `${opened.there.incident} is open for that already: your words are on its timeline.`;
  const { incident, view } = opened;
  if (!view) return `${incident} is on record; nobody answers for it yet (is a worker running?).`;
  const { label, runbookTitle, systemTitle } = view;
  return `${incident} is open: ${label}, ${runbookTitle} of ${systemTitle}.`;
}
