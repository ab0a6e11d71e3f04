import type { Finding } from '../contract/findings.ts';
import type { Checks } from './activities.ts';
import { whatPeopleCanDo } from './guidance.ts';
import type { Incident } from './incident.ts';

/**
 * Assess and coordinate: shows people what their document has them look at and what they can ask for. That the health
 * check answers is no proof here, so people say when to look again; alerts that have all resolved say it, too.
 */
export async function coordinate(
  incident: Incident,
  questions: Record<string, (ask: Checks) => Promise<Finding>> = {},
): Promise<'for people' | 'nothing left'> {
  incident.inbox.newEpisode = false;
  await incident.diagnose({ health: incident.health, ...questions });
  return leaveToPeople(incident);
}

/** Nothing is on offer that the findings call for: people go on, unless they have said that it is well. */
export function leaveToPeople(incident: Incident): 'for people' | 'nothing left' {
  const fires = Object.keys(incident.state.firing).length > 0;
  if (incident.round > 1 && !fires) return 'nothing left';
  // The alert that opened it comes in beside the first look, and is no news.
  if (incident.round === 1) incident.inbox.newEpisode = false;
  incident.announce(whatPeopleCanDo(incident.profile));
  return 'for people';
}
