import { isCancellation } from '@temporalio/workflow';
import { type Ahead, type LeaseView, nextFree } from '../contract/lease.ts';
import { type Mitigation, partsOf, targetIds } from '../contract/mitigations.ts';
import { mayday } from '../contract/people.ts';
import type { Plan } from '../contract/plans.ts';
import { lookAhead } from './activities.ts';
import type { Incident } from './incident.ts';

/** "shop-db was changed 6 times within the hour, the most that is allowed; the next change is free at 12:40 UTC" */
export function spentSentence(target: string, { changes, next }: { changes: number; next: string }): string {
  return `${target} was changed ${changes} times within the hour, the most that is allowed; the next change is free at ${next.slice(11, 16)} UTC`;
}

/**
 * Why a mitigation need not be planned now: its targets were changed too often, by any incident. Says so on the way if
 * all is frozen. Where nobody can be asked, the lease says it later.
 */
export async function spentBefore(
  incident: Incident,
  mitigation: Mitigation,
  undoes: number | undefined,
): Promise<string | undefined> {
  const { system, budgets } = incident.profile;
  let ahead: Ahead;
  try {
    ahead = await lookAhead({ system, targets: targetIds(mitigation) });
  } catch (error) {
    if (isCancellation(error)) throw error;
    return undefined;
  }
  const { frozen, leases } = ahead;
  if (frozen && !incident.state.frozen) incident.announce({ kind: 'frozen', freeze: frozen });
  // Its end was not heard of here.
  if (!frozen && incident.state.frozen)
    incident.record({ kind: 'thawed', who: 'Mayday', because: 'nothing is frozen' });
  for (const lease of leases) sayWhoHasIt(incident, lease);
  if (!budgets || undoes !== undefined) return undefined;
  for (const lease of leases) {
    const spent = spentOf(lease, budgets.changesPerHour);
    if (spent) return spent;
  }
  return undefined;
}

/** Whoever decides on the plan should know that another incident is at work there. */
function sayWhoHasIt(incident: Incident, { target, holder }: LeaseView): void {
  if (!holder || holder.keyId === incident.keyId) return;
  const text = `${holder.incident} changes ${target} now (plan ${holder.plan}: ${holder.what})`;
  if (incident.timeline.some(({ fact }) => fact.kind === 'noted' && fact.text === text)) return;
  incident.announce({ kind: 'noted', by: mayday, text });
}

function spentOf({ target, changes }: LeaseView, perHour: number): string | undefined {
  const next = nextFree(changes, perHour, Date.now());
  return next && spentSentence(target, { changes: changes.length, next });
}

/** Why a plan would end more sessions than one incident may. */
export function tooManySessions(
  incident: Incident,
  mitigation: Mitigation,
  targets: Plan['targets'],
): string | undefined {
  const most = incident.profile.budgets?.sessionsPerIncident;
  if (most === undefined || !endsSessions(mitigation)) return undefined;
  const ended = endedSessions(incident);
  if (ended + targets.length <= most) return undefined;
  return `it would end ${targets.length} sessions, ${ended} were ended already, and ${most} are the most for one incident`;
}

function endsSessions(mitigation: Mitigation): boolean {
  return partsOf(mitigation).some(({ action }) => action === 'postgres.terminateSessions');
}

/** Sessions that this incident has ended, refused plans included. */
function endedSessions({ timeline, state, profile }: Incident): number {
  let ended = 0;
  for (const { fact } of timeline) {
    if (fact.kind !== 'applied' && fact.kind !== 'apply refused') continue;
    const name = state.asked[fact.plan]?.mitigation;
    const mitigation = profile.mitigations.find((each) => each.name === name);
    if (mitigation && endsSessions(mitigation))
      ended += fact.effects.filter(({ outcome }) => outcome === 'done').length;
  }
  return ended;
}
