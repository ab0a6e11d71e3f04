import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';
import { type Applied, type Decision, type Plan, type Proposal, planHash } from '../contract/plans.ts';
import type { Mitigation } from '../contract/profile.ts';
import { answersFor } from './answers.ts';
import { askFor } from './approval.ts';
import type { Incident } from './incident.ts';
import { outcomeOf } from './outcome.ts';
import { climb } from './paging.ts';
import type { Parameters } from './questions.ts';
import { reason } from './reason.ts';

/** What came of offering a mitigation. */
export type Offered =
  | 'improved'
  /** Applied, and no metric says whether it helped. */
  | 'applied'
  | 'not improved'
  | 'nothing to do'
  | 'rejected'
  | 'skipped'
  | 'nobody decided'
  | 'not needed'
  | 'outcome unknown'
  /** Somebody proposed another mitigation, or works by hand. */
  | 'superseded'
  | 'taken over';

export interface OfferOptions {
  /** Answers to what the mitigation asks. */
  parameters?: Parameters;
  /** The plan whose change this takes back. */
  undoes?: number;
  /** Goes on with a plan that was asked before the run continued as new. */
  asked?: Plan;
}

/** Offers one after the other until something helps or people take it from there. */
export async function offerInTurn(
  incident: Incident,
  mitigations: Mitigation[],
  parameters: Parameters = {},
): Promise<Offered | 'nothing left'> {
  let last: Offered | 'nothing left' = 'nothing left';
  const goesOn: Offered[] = ['not improved', 'nothing to do', 'rejected', 'skipped'];
  for (const mitigation of mitigations) {
    const offered = await offer(incident, mitigation, { parameters });
    if (!goesOn.includes(offered)) return offered;
    last = offered;
    if (offered !== 'not improved') continue;
    const undone = await offerUndo(incident, incident.state.plans);
    if (undone === 'taken over' || undone === 'superseded') return undone;
  }
  return last;
}

/** Offers to take back what a plan changed; what is not taken back is said to stay. */
export async function offerUndo(incident: Incident, plan: number): Promise<Offered> {
  const change = incident.state.inEffect.find((each) => each.plan === plan);
  const mitigation = incident.profile.mitigations.find((each) => each.name === change?.mitigation);
  if (!change || !mitigation) return 'nothing to do';
  const offered = await offer(incident, mitigation, { parameters: change.inverse, undoes: plan });
  if (incident.state.inEffect.some((each) => each.plan === plan)) {
    incident.announce({ kind: 'change stays', plan, because: `its undo: ${offered}` });
  }
  return offered;
}

/** Plan → approval → apply → did it help? A plan that the world overtook, or that nobody decided on, is made anew. */
export async function offer(
  incident: Incident,
  mitigation: Mitigation,
  options: OfferOptions = {},
): Promise<Offered> {
  let { parameters = {}, asked } = options;
  if (!asked) {
    const answered = await answersFor(incident, mitigation, parameters);
    if (typeof answered === 'string') return answered;
    parameters = answered;
  }
  for (;;) {
    const proposal = asked ?? (await propose(incident, mitigation, parameters));
    if (!proposal) return 'nothing to do';
    const answer = await askFor(
      incident,
      asked ?? numbered(incident, mitigation, proposal, { ...options, parameters }),
    );
    asked = undefined;
    switch (answer.asked) {
      case 'approved': {
        const applied = await apply(incident, mitigation, answer.plan, answer.decision);
        if (applied === 'done') return await didItHelp(incident, mitigation, answer.plan);
        if (applied !== 'again') return applied;
        break;
      }
      case 'expired':
        if (!climb(incident, 'nobody decided on the plan in time')) return 'nobody decided';
        break;
      case 'withdrawn':
        return 'not needed';
      default:
        return answer.asked;
    }
  }
}

async function propose(
  incident: Incident,
  mitigation: Mitigation,
  parameters: Parameters,
): Promise<Proposal | undefined> {
  try {
    const proposal = await incident.effects.planMitigation({ mitigation, parameters });
    if (proposal) return proposal;
    nothingToDo(incident, mitigation.title, 'no target matches any more');
  } catch (error) {
    if (isCancellation(error)) throw error;
    nothingToDo(incident, mitigation.title, `it could not be planned: ${reason(error)}`);
  }
  return undefined;
}

function nothingToDo(incident: Incident, mitigation: string, because: string): void {
  incident.announce({ kind: 'nothing to do', mitigation, because });
}

function numbered(
  incident: Incident,
  mitigation: Mitigation,
  proposal: Proposal,
  options: OfferOptions,
): Plan {
  const { round } = incident;
  const { parameters, undoes } = options;
  return {
    ...proposal,
    id: incident.state.plans + 1,
    hash: planHash(mitigation.name, round, proposal.targets, parameters),
    mitigation: mitigation.name,
    title: undoes === undefined ? mitigation.title : `Undo plan ${undoes}: ${mitigation.title}`,
    risk: mitigation.risk,
    round,
    parameters,
    temporary: mitigation.temporary,
    undoes,
    expiresAt: new Date(Date.now() + incident.target.approval).toISOString(),
  };
}

/** `again` = ask for a new plan; a lost answer is asked of a person. */
async function apply(
  incident: Incident,
  mitigation: Mitigation,
  plan: Plan,
  decision: Decision,
): Promise<'done' | 'again' | 'not improved' | 'outcome unknown'> {
  const { keyId, profile } = incident;
  const order = { system: profile.system, keyId, mitigation, plan, decision };
  try {
    const applied = await CancellationScope.nonCancellable(() => incident.effects.applyPlan(order));
    if (applied.outcome === 'applied') {
      incident.announce({ kind: 'applied', plan: plan.id, effects: applied.effects });
      return 'done';
    }
    incident.announce({ kind: 'apply refused', plan: plan.id, ...withoutOutcome(applied) });
    return 'again';
  } catch (error) {
    return await outcomeOf(incident, plan, reason(error));
  }
}

function withoutOutcome({ outcome: _, ...rest }: Extract<Applied, { outcome: 'refused' }>) {
  return rest;
}

/** The named metric must hold for so many readings in a row within its window. */
async function didItHelp(incident: Incident, mitigation: Mitigation, plan: Plan): Promise<Offered> {
  const { improves: improvement, target } = mitigation;
  if (!improvement || plan.undoes !== undefined) return 'applied';
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
