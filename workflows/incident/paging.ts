import { type LadderStep, whoseTurn } from '../contract/profile.ts';
import type { Ladder } from '../contract/timeline.ts';
import type { Incident } from './incident.ts';

/** Reaches whoever is next: on the resolution ladder where it has a step left, else, until acknowledged, on the response ladder. */
export function climb(incident: Incident, because: string): boolean {
  if (reach(incident, 'resolution', because)) return true;
  if (!incident.state.acknowledged && reach(incident, 'response', because)) return true;
  incident.announce({ kind: 'nobody left to page', because });
  return false;
}

/** Who holds the role of a step at an instant (epoch ms): whose turn it is, where they take turns. */
export function onCall({ profile }: Incident, step: LadderStep, at = Date.now()): string[] {
  return whoseTurn(profile.shifts, step, at);
}

/** Whom `climb` would reach now. */
export function nextToReach(incident: Incident): LadderStep | undefined {
  const { climbed, reached, acknowledged } = incident.state;
  const step = incident.target.resolutionLadder.find(({ role }) => !climbed.includes(role));
  const next = step ?? (acknowledged ? undefined : incident.target.responseLadder[reached]);
  return next && { ...next, people: onCall(incident, next) };
}

/** Reaches the next step of a ladder; false when everybody on it has been reached. */
export function reach(incident: Incident, ladder: Ladder, because: string): boolean {
  const { reached, climbed } = incident.state;
  const { responseLadder, resolutionLadder, reach } = incident.target;
  const steps = ladder === 'response' ? responseLadder : resolutionLadder;
  const step = ladder === 'response' ? reached : steps.findIndex(({ role }) => !climbed.includes(role));
  const next = steps[step];
  if (!next) return false;
  const { role } = next;
  const people = onCall(incident, next);
  const entry = incident.record({
    kind: incident.conduct.reaching,
    ladder,
    step,
    role,
    people,
    because,
    reach,
  });
  incident.tell(reach === 'page' ? 'page' : 'update', entry, { people });
  return true;
}
