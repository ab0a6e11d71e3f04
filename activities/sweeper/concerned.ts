import type { Catalogue } from '../../systems/catalogue.ts';
import type { Phase } from '../../workflows/contract/incident.ts';
import type { Notice } from '../../workflows/contract/notices.ts';
import { type Severity, severities } from '../../workflows/contract/profile.ts';
import { currentProfile } from '../catalogue/current-profile.ts';
import type { IncidentRun } from './incident-run.ts';

const phases: readonly string[] = [
  'triggered',
  'mitigating',
  'monitoring',
  'resolved',
  'cancelled',
  'failed',
];

/** Whom an incident concerns and how they call its severity. */
export type Concerned = Pick<Notice, 'people' | 'label' | 'phase'>;

/** The first of the ladder, since from outside nobody knows how far it was climbed. */
export function concerned(catalogue: Catalogue, run: IncidentRun): Concerned {
  const { responseLadder, label } = currentProfile(catalogue, run).severities[severityOf(catalogue, run)];
  return {
    people: responseLadder[0]?.people ?? [],
    label,
    phase: phaseOf(run),
  };
}

/** As the run last showed it, else as it was started with, else the runbook's own. */
export function severityOf(catalogue: Catalogue, run: IncidentRun): Severity {
  const shown = severities.find((severity) => severity === run.severity);
  if (shown) return shown;
  const asked = run.input.severity;
  try {
    if (typeof asked === 'string') return catalogue.severity(run.system, asked);
  } catch {
    // Not one of the system's.
  }
  return currentProfile(catalogue, run).runbook.severity;
}

export function phaseOf({ phase, followsUp }: IncidentRun): Phase {
  if (followsUp) return 'resolved';
  return phases.includes(phase ?? '') ? (phase as Phase) : 'triggered';
}
