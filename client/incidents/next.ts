import type { Clock } from '../../workflows/contract/incident.ts';
import type { Severity } from '../../workflows/contract/profile.ts';
import { relative } from '../times.ts';

/** What is due next: `response in 4 m`, `plan 2 expires in 12 m`. */
export function nextText(clock: Clock, now: Date): string {
  return `${what(clock)} ${relative(clock.due, now)}`;
}

function what({ name, fires }: Clock): string {
  switch (name) {
    case 'approval':
      return /^plan \d+ expires/.exec(fires)?.[0] ?? 'the plan expires';
    case 'approval reminder':
      return 'reminder of the plan';
    case 'update reminder':
      return 'reminder of the update';
    case 'resolution':
      return `${fires.charAt(0).toLowerCase()}${fires.slice(1)}`;
    case 'stability':
      return 'stability window ends';
    case 'target':
      return 'the wait for a target ends';
    case 'shift':
      return 'shift change';
    default:
      return name;
  }
}

/** The clock that fires first; undefined where none runs. */
export function soonest(clocks: readonly Clock[]): Clock | undefined {
  return clocks.toSorted((a, b) => Date.parse(a.due) - Date.parse(b.due))[0];
}

/** An incident as the order of a list sees it; without clocks nobody has answered for it. */
export interface Urgency {
  severity?: Severity | string;
  clocks?: readonly Clock[];
}

/** What is due next comes first, the worst severity among what is due in the same second; then what waits without a clock, then what does not answer. */
export function byUrgency(a: Urgency, b: Urgency): number {
  return due(a) - due(b) || rank(a) - rank(b);
}

const [nothingDue, unanswered] = [Number.MAX_SAFE_INTEGER - 1, Number.MAX_SAFE_INTEGER];

function due({ clocks }: Urgency): number {
  if (!clocks) return unanswered;
  const next = soonest(clocks);
  return next ? Math.floor(Date.parse(next.due) / 1000) : nothingDue;
}

function rank({ severity = '' }: Urgency): number {
  return /^P[0-3]$/.test(severity) ? Number(severity[1]) : 4;
}
