import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';
import { type Applied, type Decision, type Plan, type Proposal, planHash } from '../contract/plans.ts';
import type { Mitigation } from '../contract/profile.ts';
import { askFor } from './approval.ts';
import type { Incident } from './incident.ts';
import { reason } from './reason.ts';

/** What came of offering a mitigation. */
export type Offered =
  | 'improved'
  | 'not improved'
  | 'nothing to do'
  | 'rejected'
  | 'nobody decided'
  | 'not needed'
  | 'outcome unknown';

/** Plan → approval → apply → did it help? A plan that the world overtook, or that nobody decided on, is made anew. */
export async function offer(incident: Incident, name: string): Promise<Offered> {
  const mitigation = incident.profile.runbook.mitigations.find((candidate) => candidate.name === name);
  if (!mitigation) return nothingToDo(incident, name, `${incident.profile.title} does not offer it`);
  for (;;) {
    const proposal = await propose(incident, mitigation);
    if (!proposal) return 'nothing to do';
    const plan = numbered(incident, mitigation, proposal);
    const answer = await askFor(incident, plan);
    switch (answer.asked) {
      case 'rejected':
        return 'rejected';
      case 'withdrawn':
        return 'not needed';
      case 'expired':
        if (!incident.climb(`nobody decided on plan ${plan.id}`)) return 'nobody decided';
        break;
      case 'approved': {
        const applied = await apply(incident, mitigation, plan, answer.decision);
        if (applied === 'outcome unknown') return applied;
        if (applied.outcome === 'applied') return await didItHelp(incident, mitigation, plan);
      }
    }
  }
}

async function propose(incident: Incident, mitigation: Mitigation): Promise<Proposal | undefined> {
  try {
    const proposal = await incident.effects.planMitigation({ mitigation });
    if (proposal) return proposal;
    nothingToDo(incident, mitigation.title, 'no target matches any more');
  } catch (error) {
    if (isCancellation(error)) throw error;
    nothingToDo(incident, mitigation.title, `it could not be planned: ${reason(error)}`);
  }
  return undefined;
}

function nothingToDo(incident: Incident, mitigation: string, because: string): 'nothing to do' {
  incident.announce({ kind: 'nothing to do', mitigation, because });
  return 'nothing to do';
}

function numbered(incident: Incident, mitigation: Mitigation, proposal: Proposal): Plan {
  const { round } = incident;
  return {
    ...proposal,
    id: incident.state.plans + 1,
    hash: planHash(mitigation.name, round, proposal.targets),
    mitigation: mitigation.name,
    title: mitigation.title,
    risk: mitigation.risk,
    round,
    expiresAt: new Date(Date.now() + incident.target.approval).toISOString(),
  };
}

async function apply(
  incident: Incident,
  mitigation: Mitigation,
  plan: Plan,
  decision: Decision,
): Promise<Applied | 'outcome unknown'> {
  const { keyId, profile } = incident;
  const order = { system: profile.system, keyId, mitigation, plan, decision };
  try {
    const applied = await CancellationScope.nonCancellable(() => incident.effects.applyPlan(order));
    if (applied.outcome === 'applied') {
      incident.announce({ kind: 'applied', plan: plan.id, effects: applied.effects });
    } else {
      incident.announce({ kind: 'apply refused', plan: plan.id, ...withoutOutcome(applied) });
    }
    return applied;
  } catch (error) {
    const entry = incident.record({ kind: 'outcome unknown', plan: plan.id, because: reason(error) });
    incident.tell('page', entry, { people: incident.profile.ladder.flatMap((step) => step.people) });
    return 'outcome unknown';
  }
}

function withoutOutcome({ outcome: _, ...rest }: Extract<Applied, { outcome: 'refused' }>) {
  return rest;
}

/** The named metric must hold for so many readings in a row within its window. */
async function didItHelp(incident: Incident, mitigation: Mitigation, plan: Plan): Promise<Offered> {
  const { improves: improvement, target } = mitigation;
  if (improvement === undefined) return 'improved';
  const until = Date.now() + improvement.within;
  let inARow = 0;
  let says = 'it could not be measured';
  while (Date.now() <= until) {
    try {
      const reading = await incident.effects.measure({ improvement, target });
      says = reading.says;
      inARow = reading.good ? inARow + 1 : 0;
    } catch (error) {
      if (isCancellation(error)) throw error;
      says = `it could not be measured: ${reason(error)}`;
      inARow = 0;
    }
    if (inARow >= improvement.readings) {
      incident.announce({ kind: 'improved', plan: plan.id, says });
      return 'improved';
    }
    await sleep(improvement.every, { summary: `Next reading of ${improvement.metric}` });
  }
  incident.announce({ kind: 'not improved', plan: plan.id, says });
  return 'not improved';
}
