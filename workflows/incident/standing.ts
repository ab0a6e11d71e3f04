import type { Notice } from '../contract/notices.ts';
import { actorName } from '../contract/people.ts';
import type { Fact } from '../contract/timeline.ts';
import { hasEnded, type IncidentState } from './state.ts';

/** What has become of the plan that a fact is about; undefined for facts about no plan's decision. */
export function planOf(state: IncidentState, fact: Fact): Notice['plan'] {
  if (fact.kind === 'planned') return planStatus(state, fact.plan.id);
  if (!('plan' in fact) || typeof fact.plan !== 'number') return undefined;
  return planStatus(state, fact.plan);
}

function planStatus(state: IncidentState, id: number): Notice['plan'] {
  const asked = state.asked[id];
  if (!asked) return undefined;
  const { hash, title, risk } = asked;
  const status = state.decided[id]?.decision ?? 'waiting';
  const by = state.approvals.map(({ decision }) => decision.actor);
  const { pending } = state;
  if (pending?.id !== id || by.length === 0) return { id, hash, title, risk, status };
  return {
    id,
    hash,
    title,
    risk,
    status,
    progress: `${by.length} of ${pending.needs} approved: ${by.join(', ')}`,
  };
}

/** What the incident waits for, in words. */
export function waitingFor(state: IncidentState): string {
  if (hasEnded(state)) return 'nothing';
  if (state.explainedBy?.folded) return `${state.explainedBy.incident}, which explains it`;
  if (state.pending && state.approvals.length > 0) return `another approval of plan ${state.pending.id}`;
  if (state.pending) return `approval of plan ${state.pending.id}`;
  const { waitsForTarget } = state;
  if (waitsForTarget) return `${waitsForTarget.target}, which ${waitsForTarget.holder} changes now`;
  if (state.unknownOutcome) return `the outcome of plan ${state.unknownOutcome}`;
  if (state.answersWanted) return `answers for ${state.answersWanted}`;
  if (state.takenOverBy) return `${actorName(state.takenOverBy)}, who works by hand`;
  if (state.upToPeople) return 'people';
  if (state.phase === 'monitoring') return 'stability';
  return state.acknowledged ? 'the runbook' : 'acknowledgement';
}
