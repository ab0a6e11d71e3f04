import { isCancellation } from '@temporalio/workflow';
import type { Mitigation } from '../contract/mitigations.ts';
import { type Plan, type Proposal, planHash, type SetBefore } from '../contract/plans.ts';
import { leastNeeds, type Needs } from '../contract/profile.ts';
import { type Citation, type Cited, differences } from '../contract/rehearsals.ts';
import { spentBefore, tooManySessions } from './budgets.ts';
import type { Incident } from './incident.ts';
import type { Offered, OfferOptions } from './mitigation.ts';
import { isForTheCommander, notForThePublic } from './public.ts';
import { reason } from './reason.ts';
import { doneBefore } from './scripts.ts';

/** Looks, and freezes a mitigation into a plan; or what stands against one. */
export async function propose(
  incident: Incident,
  mitigation: Mitigation,
  options: OfferOptions,
): Promise<Plan | Offered> {
  const { parameters = {}, undoes } = options;
  const { title } = mitigation;
  try {
    const unfit = notForThePublic(incident, mitigation);
    if (unfit !== undefined) return nothingToDo(incident, title, unfit);
    const spent = await spentBefore(incident, mitigation, undoes);
    if (spent !== undefined) return nothingToDo(incident, title, spent);
    const before = undoes === undefined ? undefined : setBy(incident, undoes);
    const proposal = await incident.effects.planMitigation({
      mitigation,
      parameters,
      before,
      keyId: incident.keyId,
    });
    if (incident.state.takenOverBy) return 'taken over';
    if (incident.inbox.proposals.length > 0) return 'superseded';
    const tooMany = proposal && tooManySessions(incident, mitigation, proposal.targets);
    if (tooMany) return nothingToDo(incident, title, tooMany);
    if (proposal) return numbered(incident, mitigation, proposal, options);
    const because =
      undoes === undefined ? 'no target matches any more' : `what plan ${undoes} changed is as it was before`;
    return nothingToDo(incident, title, because, undoes);
  } catch (error) {
    if (isCancellation(error)) throw error;
    return nothingToDo(incident, title, `it could not be planned: ${reason(error)}`);
  }
}

function nothingToDo(incident: Incident, mitigation: string, because: string, undone?: number): Offered {
  incident.announce({ kind: 'nothing to do', mitigation, because, undone });
  return 'nothing to do';
}

/** What a plan to take back had set, for the action to see whether somebody has changed it since. */
function setBy({ state }: Incident, plan: number): SetBefore | undefined {
  const change = state.inEffect.find((each) => each.plan === plan);
  return change && { plan, parameters: change.set ?? {} };
}

/** A proposal as a plan of the incident, by its policy. */
export function numbered(
  incident: Incident,
  mitigation: Mitigation,
  proposal: Proposal,
  options: OfferOptions,
): Plan {
  const { round, state } = incident;
  const { parameters, undoes, requestedBy, cites } = options;
  return {
    ...proposal,
    observed: proposal.observed + doneBefore(incident, mitigation),
    id: state.plans + 1,
    hash: planHash(mitigation.name, round, proposal.targets, parameters),
    mitigation: mitigation.name,
    title: undoes === undefined ? mitigation.title : `Undo plan ${undoes}: ${mitigation.title}`,
    risk: mitigation.risk,
    needs: needs(incident, mitigation, proposal),
    requestedBy,
    round,
    parameters,
    temporary: mitigation.temporary,
    undoes,
    ...(isForTheCommander(mitigation) ? { tells: true } : {}),
    cites: cites && citation(cites, proposal),
    expiresAt: options.until ?? new Date(incident.approvalDue).toISOString(),
  };
}

function citation({ incident, plan, targets }: Cited, proposal: Proposal): Citation {
  return { incident, plan, differs: differences(targets, proposal.targets) };
}

/** By the policy as of the opening. What was refused when it ran by itself, or would undo what somebody else did, is asked of a person. */
function needs(
  { profile, state, timeline, round }: Incident,
  { name, risk }: Mitigation,
  { changedSince }: Proposal,
): Needs {
  // What another incident explains is not changed before somebody has looked.
  const asked = state.explainedBy ? 1 : 0;
  const given = Math.max(profile.needs[risk][state.severity], leastNeeds[risk], asked) as Needs;
  const refused = timeline.flatMap(({ fact }) =>
    fact.kind === 'apply refused' || fact.kind === 'not applied' ? fact.plan : [],
  );
  const tried = timeline.some(
    ({ fact }) =>
      fact.kind === 'planned' &&
      fact.plan.mitigation === name &&
      fact.plan.round === round &&
      refused.includes(fact.plan.id),
  );
  return given === 0 && (tried || changedSince) ? 1 : given;
}
