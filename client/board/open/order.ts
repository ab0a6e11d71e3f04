import type { Mode } from '../../../workflows/contract/input.ts';
import { idStarts } from '../../../workflows/contract/keys.ts';
import { type Severity, severities } from '../../../workflows/contract/profile.ts';
import { soonest } from '../../incidents/next.ts';
import type { Seen } from '../reader.ts';

/** An open incident, and those it stands for. */
export interface Group {
  incident: Seen;
  folded: Seen[];
}

/** The worst first, and of those that are as bad what is due next; each with those it stands for. */
export function inOrder(incidents: readonly Seen[]): Group[] {
  const sorted = incidents.toSorted(
    (a, b) => rank(a) - rank(b) || due(a) - due(b) || a.startedAt.localeCompare(b.startedAt),
  );
  const standsFor = (seen: Seen) => {
    const { folded, explainedBy } = seen.glance ?? {};
    return folded ? sorted.find((each) => each.incident === explainedBy && !each.glance?.folded) : undefined;
  };
  return sorted
    .filter((seen) => standsFor(seen) === undefined)
    .map((incident) => ({ incident, folded: sorted.filter((seen) => standsFor(seen) === incident) }));
}

export function modeOf({ workflowId }: Pick<Seen, 'workflowId'>): Mode {
  const [mode = 'live'] = Object.entries(idStarts).find(([, start]) => workflowId.startsWith(start)) ?? [];
  return mode as Mode;
}

/** As the incident says it, else as Temporal lists it. */
export function severityOf({ glance, severity }: Seen): string | undefined {
  return glance?.severity ?? severity;
}

function rank(seen: Seen): number {
  const at = severities.indexOf(severityOf(seen) as Severity);
  return at < 0 ? severities.length : at;
}

/** Epoch ms; what does not say when comes last. */
function due({ glance }: Seen): number {
  const next = glance && soonest(glance.clocks);
  return next ? Date.parse(next.due) : Number.MAX_SAFE_INTEGER;
}
