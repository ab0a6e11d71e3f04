import type { Phase } from '../contract/incident.ts';
import type { Plan, PlanParameters } from '../contract/plans.ts';
import type { Severity } from '../contract/profile.ts';
import { isForPublic, type PublicUpdates } from '../contract/public-updates.ts';
import type { PublicStatus } from '../contract/status-page.ts';
import type { Fact } from '../contract/timeline.ts';

/** What the public knows of an incident, as its timeline tells it. */
export interface Publicly {
  /** Texts that were asked for. */
  plans: number;
  /** The text that waits for a yes. */
  pending?: Plan;
  /** Approved, and not told yet. */
  approved?: Plan;
  /** Nobody knows whether it was told. */
  unknown?: Plan;
  /** The last status that was told, or would have been. */
  told?: PublicStatus;
  /** The id of the incident on a page that cannot be searched. */
  page?: string;
  /** The phase for which nothing more is to be said, whatever came of it. */
  settled?: Phase;
}

/** After one more fact that is about what the public hears. */
export function publiclyAfter(state: Publicly, fact: Fact): Publicly {
  switch (fact.kind) {
    case 'planned':
      return { ...state, plans: state.plans + 1, pending: fact.plan };
    case 'approved':
      return { ...state, pending: undefined, approved: state.pending };
    case 'rejected':
    case 'approval expired':
      return { ...state, pending: undefined, settled: phaseOf(state.pending) };
    case 'plan withdrawn':
      return { ...state, pending: undefined };
    case 'applied': {
      const { approved } = state;
      const page = fact.effects.find(({ made }) => made !== undefined)?.made ?? state.page;
      return { ...state, ...toldBy(approved), page, approved: undefined };
    }
    case 'apply refused': {
      // What only moved is worded anew; what is refused otherwise would be refused again.
      const settled = fact.difference.length > 0 ? state.settled : phaseOf(state.approved);
      return { ...state, approved: undefined, settled };
    }
    case 'outcome unknown':
      return { ...state, approved: undefined, unknown: state.approved };
    case 'outcome told': {
      const { unknown } = state;
      if (fact.outcome === 'done') return { ...state, ...toldBy(unknown), unknown: undefined };
      const settled = fact.outcome === 'again' ? state.settled : phaseOf(unknown);
      return { ...state, unknown: undefined, settled };
    }
    case 'extended':
      return { ...state, pending: state.pending && { ...state.pending, expiresAt: fact.expiresAt } };
    case 'would tell the public':
      return { ...state, told: fact.status, settled: fact.forPhase };
    case 'public not told':
      return fact.again ? state : { ...state, settled: fact.forPhase };
    default:
      return state;
  }
}

/** Whether a fact is about what the public hears. */
export function concernsPublic(fact: Fact): boolean {
  if (fact.kind === 'would tell the public' || fact.kind === 'public not told') return true;
  if (fact.kind === 'planned') return isForPublic(fact.plan.id);
  return 'plan' in fact && typeof fact.plan === 'number' && isForPublic(fact.plan);
}

/** In which phase the public is told what; a phase without a status says nothing new. */
const statuses: Partial<Record<Phase, PublicStatus>> = {
  triggered: 'investigating',
  mitigating: 'identified',
  monitoring: 'monitoring',
  resolved: 'resolved',
};

/** What there is to tell the public, by where the incident is; undefined = nothing new. */
export function publicNews(
  { publicAt }: Pick<PublicUpdates, 'publicAt'>,
  { told, settled }: Publicly,
  { phase, severity }: { phase: Phase; severity: Severity },
): { status: PublicStatus; phase: Phase } | undefined {
  if (told === undefined && (phase === 'resolved' || !publicAt.includes(severity))) return undefined;
  // Nothing was said yet: it begins where a page begins, however soon a change was on offer.
  const from = told === undefined && settled === undefined && phase === 'mitigating' ? 'triggered' : phase;
  const status = statuses[from];
  if (status === undefined || status === told || settled === from) return undefined;
  return { status, phase: from };
}

function toldBy(plan: Plan | undefined): Pick<Publicly, 'told' | 'settled'> {
  const { status } = plan?.parameters ?? {};
  return { told: status as PublicStatus, settled: phaseOf(plan) };
}

function phaseOf(plan: Plan | undefined): Phase | undefined {
  const { phase } = (plan?.parameters ?? {}) as PlanParameters;
  return phase === undefined ? undefined : (phase as Phase);
}
