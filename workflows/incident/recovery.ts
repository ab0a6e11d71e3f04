import type { Finding } from '../contract/findings.ts';
import type { Mitigation } from '../contract/mitigations.ts';
import type { Checks } from './activities.ts';
import { leaveToPeople } from './coordinate.ts';
import { whatPeopleCanDo } from './guidance.ts';
import type { Incident } from './incident.ts';
import { type Offered, offerInTurn } from './mitigation.ts';

export type Questions = Record<string, (ask: Checks) => Promise<Finding>>;

type Told = Offered | 'nothing left';

const interrupted: readonly Told[] = ['taken over', 'superseded', 'nobody decided'];
const carriedOut: readonly Told[] = ['applied', 'improved'];

/**
 * Carries out a procedure that somebody has asked for: each of its mitigations in its order, whatever the checks say,
 * since none of them sees what is missing; then the same checks again. What was not carried out is up to people.
 */
export async function recover(incident: Incident, questions: Questions): Promise<Told> {
  incident.inbox.newEpisode = false;
  const asked: Questions = { ...questions, health: incident.health };
  await incident.diagnose(asked);
  const told = await offerEach(incident);
  if (interrupted.includes(told) || told === 'for people') return told;
  if (!carriedOut.includes(told)) return leaveToPeople(incident);
  incident.inbox.newEpisode = false;
  if (!someSick(await incident.diagnose(asked))) return told;
  incident.announce(whatPeopleCanDo(incident.profile));
  return 'for people';
}

/** One after the other, also after one that was carried out; `applied` if any was. */
async function offerEach(incident: Incident): Promise<Told> {
  let told: Told = 'nothing left';
  for (const mitigation of incident.mitigations) {
    if (wasDecided(incident, mitigation)) continue;
    const offered = await offerInTurn(incident, [mitigation]);
    if (interrupted.includes(offered)) return offered;
    if (!carriedOut.includes(told) && offered !== 'nothing left') told = offered;
  }
  return told;
}

/** Nothing is restored or emptied twice, however sick the system still is, unless people ask for it. */
function wasDecided({ state }: Incident, { name }: Mitigation): boolean {
  return Object.entries(state.asked).some(([plan, { mitigation, undoes }]) => {
    const decided = state.decided[Number(plan)]?.decision;
    return mitigation === name && undoes === undefined && (decided === 'approved' || decided === 'rejected');
  });
}

function someSick(found: Record<string, Finding>): boolean {
  return Object.values(found).some(({ verdict }) => verdict === 'sick');
}
