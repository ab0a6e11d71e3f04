import type { IncidentRecord, Targets } from '../workflows/contract/incident.ts';

/** Whether a target was met; nothing where there was none, or where it cannot be said. */
export type Kept = 'met' | 'missed' | undefined;

/** By when somebody had to acknowledge. An incident that ended before needed nobody. */
export function responseKept(record: IncidentRecord): Kept {
  const { acknowledgedAt, endedAt, targets } = record;
  if (!targets) return saidMissed(record, 'response missed') ? 'missed' : acknowledgedAt ? 'met' : undefined;
  const answered = acknowledgedAt ?? endedAt;
  return answered && inTime(answered, targets.response) ? 'met' : 'missed';
}

/** By when it had to be resolved; one that ended otherwise, and earlier, neither met nor missed it. */
export function resolutionKept(record: IncidentRecord): Kept {
  const { endedAt, phase } = record;
  if (saidMissed(record, 'resolution missed') && !record.targets) return 'missed';
  const due = resolutionDue(record);
  if (!due || !endedAt) return undefined;
  if (!inTime(endedAt, due)) return 'missed';
  return phase === 'resolved' ? 'met' : undefined;
}

/** RFC 3339; from the targets, or in an older record from a warning. */
function resolutionDue({ targets, timeline }: IncidentRecord): Targets['resolution'] {
  if (targets) return targets.resolution;
  for (const { fact } of timeline) if (fact.kind === 'target nears') return fact.due;
  return undefined;
}

function saidMissed({ timeline }: IncidentRecord, kind: 'response missed' | 'resolution missed'): boolean {
  return timeline.some(({ fact }) => fact.kind === kind);
}

function inTime(at: string, due: string): boolean {
  return Date.parse(at) <= Date.parse(due);
}
