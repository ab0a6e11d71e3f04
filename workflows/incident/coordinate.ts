import type { Fact } from '../contract/timeline.ts';
import type { Incident } from './incident.ts';

/**
 * Assess and coordinate: shows people what their document has them look at and what they can ask for. That the health
 * check answers is no proof here, so people say when to look again; alerts that have all resolved say it, too.
 */
export async function coordinate(incident: Incident): Promise<'for people' | 'nothing left'> {
  incident.inbox.newEpisode = false;
  await incident.diagnose({ health: incident.health });
  const fires = Object.keys(incident.state.firing).length > 0;
  if (incident.round > 1 && !fires) return 'nothing left';
  incident.announce(whatPeopleCanDo(incident));
  return 'for people';
}

/** What the runbook lists; a general incident that lists nothing offers all that the system has. */
function whatPeopleCanDo({ profile }: Incident): Fact {
  const listed = profile.runbook.mitigations;
  const all = profile.runbook.name === 'generalIncident' && listed.length === 0;
  const offered = ({ name }: { name: string }) => all || listed.includes(name);
  return {
    kind: 'up to people',
    look: [...profile.runbook.look, ...profile.runbook.byHand],
    offers: profile.mitigations.filter(offered).map(({ name, title, risk }) => ({ name, title, risk })),
    byHand: profile.byHand.filter(offered),
  };
}
