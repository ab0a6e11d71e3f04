import { CancellationScope, isCancellation, workflowInfo } from '@temporalio/workflow';
import type { Acquired, Holder, LeaseToken } from '../contract/lease.ts';
import { type Mitigation, targetIds } from '../contract/mitigations.ts';
import type { Plan } from '../contract/plans.ts';
import { aroundScript } from '../contract/scripts.ts';
import { acquireLease, releaseLease } from './activities.ts';
import { spentSentence } from './budgets.ts';
import type { Incident } from './incident.ts';
import { reason } from './reason.ts';
import { timeOfScripts } from './scripts.ts';

/** Gets every target of an approved plan; undefined if it cannot have one now, so that a new plan is to be made. */
export async function leasesFor(
  incident: Incident,
  mitigation: Mitigation,
  plan: Plan,
): Promise<LeaseToken[] | undefined> {
  const { system, budgets } = incident.profile;
  const had: LeaseToken[] = [];
  const holder = holderOf(incident, plan);
  const scripts = timeOfScripts(mitigation);
  const lasts = scripts === undefined ? undefined : scripts + 2 * aroundScript;
  for (const target of targetIds(mitigation)) {
    incident.leased.add(target);
    // A change that is taken back counts, and is never refused for having been made too often.
    const perHour = plan.undoes === undefined ? budgets?.changesPerHour : undefined;
    const acquired = await asked(() => acquireLease({ system, target, holder, perHour, lasts }));
    if (acquired.outcome === 'granted') {
      had.push({ target, token: acquired.token });
      continue;
    }
    await giveBack(incident, had, false);
    if (acquired.outcome === 'held') await untilFree(incident, plan, target, acquired);
    const because = refusal(target, acquired);
    incident.announce({ kind: 'not applied', plan: plan.id, because });
    return undefined;
  }
  return had;
}

/** Nothing freezes silently: a lease that does not answer refuses, and people are asked again. */
async function asked(ask: () => Promise<Acquired>): Promise<Acquired> {
  try {
    return await ask();
  } catch (error) {
    if (isCancellation(error)) throw error;
    return { outcome: 'refused', because: `its lease does not answer (${reason(error)})` };
  }
}

/** Gives targets back; `acted` if something was changed under them. Never fails: what is not given back runs out. */
export async function giveBack(incident: Incident, leases: LeaseToken[], acted: boolean): Promise<void> {
  const { keyId, profile } = incident;
  const { system } = profile;
  await CancellationScope.nonCancellable(() =>
    Promise.all(
      leases.map(async ({ target, token }) => {
        await releaseLease({ system, target, keyId, token, acted }).catch(() => undefined);
        incident.leased.delete(target);
      }),
    ),
  );
}

/** At the end: whatever it still has, and its place where it waits. */
export async function giveBackAll(incident: Incident): Promise<void> {
  const { keyId, profile, leased } = incident;
  const release = (target: string) =>
    releaseLease({ system: profile.system, target, keyId }).catch(() => undefined);
  await Promise.all([...leased].map(release));
}

/** Another incident has the target: said once, then waited for. What it did there is looked at before anything else. */
async function untilFree(
  incident: Incident,
  plan: Plan,
  target: string,
  { by: { incident: holder, until } }: Extract<Acquired, { outcome: 'held' }>,
): Promise<void> {
  const { inbox, clocks } = incident;
  inbox.freed.delete(target);
  incident.announce({ kind: 'waits for target', plan: plan.id, target, holder, until });
  const fires = `${target} is free at the latest, and plan ${plan.id} is made anew`;
  clocks.set('target', { name: 'target', due: until, fires, reaches: [] });
  try {
    await incident.waitFor(
      `Until ${target} is free`,
      () => inbox.freed.has(target) || incident.interrupted,
      Date.parse(until),
    );
  } finally {
    clocks.delete('target');
  }
}

function refusal(target: string, acquired: Exclude<Acquired, { outcome: 'granted' }>): string {
  switch (acquired.outcome) {
    case 'held':
      return `${acquired.by.incident} had ${target} to change it, so what is there now is looked at first`;
    case 'spent':
      return spentSentence(target, acquired);
    case 'refused':
      return acquired.because;
  }
}

function holderOf({ keyId, name, profile }: Incident, { id, title }: Plan): Holder {
  const { workflowId, firstExecutionRunId } = workflowInfo();
  // Other incidents show it.
  const what = profile.runbook.restricted ? `plan ${id}` : title;
  return { keyId, incident: name, workflowId, firstRunId: firstExecutionRunId, plan: id, what };
}
