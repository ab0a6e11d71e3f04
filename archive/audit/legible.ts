import type { IncidentRecord } from '../../workflows/contract/incident.ts';
import type { TimelineEntry } from '../../workflows/contract/timeline.ts';

const illegible = { id: '', at: '', fact: { kind: 'nothing that can be read' }, chain: '' };

/** The record with something that was never chained in the place of whatever is no entry: what somebody wrote into a file need not be one. */
export function legible<R extends Pick<IncidentRecord, 'timeline'>>(record: R): R {
  return {
    ...record,
    timeline: record.timeline.map((entry) =>
      isEntry(entry) ? entry : (illegible as unknown as TimelineEntry),
    ),
  };
}

function isEntry(value: unknown): boolean {
  const { id, at, fact } = (value ?? {}) as Partial<TimelineEntry>;
  return typeof id === 'string' && typeof at === 'string' && typeof fact?.kind === 'string';
}
