import type { Mitigation } from '../contract/mitigations.ts';
import type { Plan, PlanParameters } from '../contract/plans.ts';
import type { Cited } from '../contract/rehearsals.ts';
import { answersFor } from './answers.ts';
import { askFor } from './approval.ts';
import { apply, didItHelp } from './effect.ts';
import type { Incident } from './incident.ts';
import { outcomeTold } from './outcome.ts';
import { climb } from './paging.ts';
import { propose } from './planning.ts';

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
  /** Somebody proposed another mitigation, or works by hand. */
  | 'superseded'
  | 'taken over'
  /** Only shown: people do it, or it is a shadow incident. */
  | 'for people';

export interface OfferOptions {
  /** Answers to what the mitigation asks. */
  parameters?: PlanParameters;
  /** Who proposed it, or said how much of it, where it was a person. */
  requestedBy?: string;
  /** The plan of a dry run that it repeats. */
  cites?: Cited;
  /** The plan whose change this takes back. */
  undoes?: number;
  /** How long the plan waits, RFC 3339; without it as long as any that is asked now. */
  until?: string;
  /** Goes on with a plan that is under way. */
  begun?: Plan;
}

/** After these the next mitigation has its turn. */
const goesOn: (Offered | 'nothing left')[] = ['not improved', 'nothing to do', 'rejected', 'skipped'];

/** Offers one after the other until something helps or people take it from there. */
export async function offerInTurn(
  incident: Incident,
  mitigations: Mitigation[],
  options: (mitigation: Mitigation) => OfferOptions = () => ({}),
): Promise<Offered | 'nothing left'> {
  let last: Offered | 'nothing left' = 'nothing left';
  for (const mitigation of mitigations) {
    if (wasOffered(incident, mitigation)) continue;
    last = await offerAndTakeBack(incident, mitigation, options(mitigation));
    if (!goesOn.includes(last)) break;
  }
  return last;
}

/** In a round that goes on after the run continued as new, what it has offered already has had its turn. */
function wasOffered({ timeline, round }: Incident, { name }: Mitigation): boolean {
  return timeline.some(
    ({ fact }) => fact.kind === 'planned' && fact.plan.round === round && fact.plan.mitigation === name,
  );
}

/** What did not help is offered to be taken back. */
async function offerAndTakeBack(
  incident: Incident,
  mitigation: Mitigation,
  options: OfferOptions,
): Promise<Offered> {
  const offered = await incident.conduct.offer(incident, mitigation, options);
  if (offered !== 'not improved') return offered;
  const undone = await offerUndo(incident, incident.state.plans);
  return isLeft(undone) ? undone : offered;
}

/** Somebody wants something else, so that nothing is decided about what was on offer. */
function isLeft(offered: Offered): boolean {
  return offered === 'taken over' || offered === 'superseded';
}

/** A plan that waits, or whose outcome nobody has told, from before the run continued as new or somebody took over. */
export function planUnderWay({ state, timeline }: Incident): Plan | undefined {
  const { pending, unknownOutcome } = state;
  if (pending || unknownOutcome === undefined) return pending;
  const plans = timeline.flatMap(({ fact }) => (fact.kind === 'planned' ? fact.plan : []));
  return plans.find(({ id }) => id === unknownOutcome);
}

/** Goes on with a plan that is under way, then with what else its round has to offer. */
export async function goOnWith<Rest extends string>(
  incident: Incident,
  begun: Plan,
  rest: () => Promise<Rest>,
): Promise<Offered | Rest> {
  const { undoes, mitigation: name, parameters } = begun;
  const mitigation = incident.profile.mitigations.find((each) => each.name === name);
  if (!mitigation) return 'nothing to do';
  const offered =
    undoes === undefined
      ? await offerAndTakeBack(incident, mitigation, { parameters, begun })
      : await offerUndo(incident, undoes);
  const ends = undoes === undefined ? !goesOn.includes(offered) : isLeft(offered);
  if (ends) return offered;
  const next = await rest();
  return next === 'nothing left' ? offered : next;
}

/** Offers to take back what a plan changed; what is not taken back is said to stay. */
export async function offerUndo(incident: Incident, plan: number, requestedBy?: string): Promise<Offered> {
  const change = incident.state.inEffect.find((each) => each.plan === plan);
  const mitigation = incident.profile.mitigations.find((each) => each.name === change?.mitigation);
  if (!change || !mitigation) return 'nothing to do';
  const underWay = planUnderWay(incident);
  const begun = underWay?.undoes === plan ? underWay : undefined;
  const askedBy = requestedBy ?? begun?.requestedBy;
  const options = { parameters: change.inverse, undoes: plan, begun, requestedBy: askedBy };
  const offered = await incident.conduct.offer(incident, mitigation, options);
  if (!isLeft(offered) && incident.state.inEffect.some((each) => each.plan === plan)) {
    incident.announce({ kind: 'change stays', plan, because: `its undo: ${offered}` });
  }
  return offered;
}

/** Plan → approval → apply → did it help? A plan that the world overtook, or that nobody decided on, is made anew. */
export async function offerLive(
  incident: Incident,
  mitigation: Mitigation,
  options: OfferOptions = {},
): Promise<Offered> {
  let { parameters = {}, requestedBy, begun } = options;
  if (!begun && options.undoes === undefined) {
    const answered = await answersFor(incident, mitigation, parameters);
    if (typeof answered === 'string') return answered;
    parameters = answered.parameters;
    requestedBy ??= answered.by;
  }
  let until: string | undefined;
  for (;;) {
    const plan =
      begun ?? (await propose(incident, mitigation, { ...options, parameters, requestedBy, until }));
    begun = undefined;
    if (typeof plan === 'string') return plan;
    const outcome =
      incident.state.unknownOutcome === plan.id
        ? await outcomeTold(incident, plan.id)
        : await askAndApply(incident, mitigation, plan);
    if (outcome === 'done') return await didItHelp(incident, mitigation, plan);
    until = typeof outcome === 'object' ? outcome.until : undefined;
    if (typeof outcome === 'string' && outcome !== 'again') return outcome;
  }
}

/** `again`, or until when = ask for a new plan. */
async function askAndApply(
  incident: Incident,
  mitigation: Mitigation,
  plan: Plan,
): Promise<'done' | 'again' | { until?: string } | Offered> {
  const answer = await askFor(incident, plan);
  switch (answer.asked) {
    case 'approved':
      return await apply(incident, mitigation, answer.plan, answer.approvals);
    case 'expired':
      return climb(incident, 'nobody decided on the plan in time') ? 'again' : 'nobody decided';
    case 'moved':
      return { until: answer.until };
    case 'withdrawn':
      return 'not needed';
    default:
      return answer.asked;
  }
}
