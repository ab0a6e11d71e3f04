import type { IncidentRecord } from '../workflows/contract/incident.ts';
import type { Ending } from '../workflows/contract/timeline.ts';
import { type Kept, resolutionKept, responseKept } from './kept.ts';
import { timeSpent } from './spent.ts';

/** How an incident went, as far as it is measured. Lengths in ms; absent where there is none. */
export interface Course
  extends Pick<IncidentRecord, 'system' | 'severity' | 'label' | 'runbook' | 'mode' | 'phase' | 'openedAt'> {
  /** Absent where it was not resolved. */
  as?: Ending;
  acknowledgedAfter?: number;
  resolvedAfter?: number;
  response: Kept;
  resolution: Kept;
  /** Waited for a decision or for people. */
  people: number;
  /** Mayday at work or watching. */
  machine: number;
}

export function courseOf(record: IncidentRecord): Course {
  const { system, severity, label, runbook, mode, phase, openedAt, acknowledgedAt, endedAt } = record;
  const spent = timeSpent(record);
  return {
    system,
    severity,
    label,
    runbook,
    mode,
    phase,
    openedAt,
    as: endingOf(record),
    acknowledgedAfter: between(openedAt, acknowledgedAt),
    resolvedAfter: phase === 'resolved' ? between(openedAt, endedAt) : undefined,
    response: responseKept(record),
    resolution: resolutionKept(record),
    people: spent['a decision'] + spent.people,
    machine: spent.work + spent.stability,
  };
}

function endingOf({ timeline }: IncidentRecord): Ending | undefined {
  const last = timeline.findLast(({ fact }) => fact.kind === 'resolved')?.fact;
  return last?.kind === 'resolved' ? last.as : undefined;
}

function between(from: string, to: string | undefined): number | undefined {
  return to === undefined ? undefined : Date.parse(to) - Date.parse(from);
}
