import type { IncidentRecord } from '../../workflows/contract/incident.ts';
import { canonical } from '../../workflows/contract/keys.ts';
import type { DecisionMessage } from '../../workflows/contract/messages.ts';
import { type Applied, type Decision, planHash } from '../../workflows/contract/plans.ts';
import type { TimelineEntry } from '../../workflows/contract/timeline.ts';
import { judge, type PublicKeys } from './decisions.ts';
import { type Clock, entryName, type Fault } from './faults.ts';
import type { Order, Ordered, RunHistory } from './history.ts';

/**
 * Holds what was really ordered in a run against what people sent and what its record says: each order to change
 * something has decisions that came in as signals before it and are signed, and its answer is on the timeline.
 * `before` = the runs this one went on from.
 */
export function auditOrders(
  run: RunHistory,
  {
    before,
    keyId,
    keys,
    clock,
  }: { before: readonly RunHistory[]; keyId: string; keys: PublicKeys; clock: Clock },
): { orders: number; faults: Fault[] } {
  const faults: Fault[] = [];
  for (const order of run.orders) {
    const name = `the order to carry out plan ${order.input?.plan?.id} (event ${order.event})`;
    try {
      for (const because of orderFaults(order, run, before, keyId, keys))
        faults.push({ says: `${name} ${because}` });
    } catch {
      faults.push({ says: `${name} has something that no such order has` });
    }
  }
  if (run.record) faults.push(...inventions(run, run.record, clock));
  return { orders: run.orders.length, faults };
}

function orderFaults(
  { event, input: order, ...rest }: Ordered<Order>,
  run: RunHistory,
  before: readonly RunHistory[],
  keyId: string,
  keys: PublicKeys,
): string[] {
  const { plan } = order;
  if (order.keyId !== keyId) return ['was given for another incident'];
  if (plan.hash !== planHash(plan.mitigation, plan.round, plan.targets, plan.parameters))
    return ['has a plan that is not the one its hash stands for'];
  const faults: string[] = [];
  for (const decision of decisionsOf(order)) {
    const { fault } = judge(decision, { keyId, plan, keys });
    if (fault) faults.push(fault);
    const came =
      run.signals.some((signal) => signal.event < event && isSent(signal, decision)) ||
      before.some(({ signals }) => signals.some((signal) => isSent(signal, decision)));
    if (!came && before.length === 0 && run.carried.length === 0)
      faults.push(`has a decision of ${decision.actor} that nobody sent: no signal before it has it`);
  }
  const answer = rest.answer as Applied | undefined;
  const timeline = run.record?.timeline;
  if (!timeline) return faults;
  const planned = timeline.some(({ fact }) => fact?.kind === 'planned' && fact.plan.hash === plan.hash);
  if (!planned) faults.push('is about a plan that is not on the timeline');
  if (answer && !timeline.some((entry) => says(entry, plan.id, answer)))
    faults.push(`was answered "${answer.outcome}", and the timeline does not say so`);
  if (
    !answer &&
    run.closed &&
    !timeline.some(({ fact }) => fact?.kind === 'outcome unknown' && fact.plan === plan.id)
  )
    faults.push('was never answered, and the timeline does not say that nobody knows what it did');
  return faults;
}

/** What the timeline says was done, in this run, and nothing was ordered or answered so. */
function inventions(run: RunHistory, { timeline }: IncidentRecord, clock: Clock): Fault[] {
  return timeline.flatMap((entry, i) => {
    const { fact } = entry;
    if (i < run.carried.length || (fact?.kind !== 'applied' && fact?.kind !== 'apply refused')) return [];
    const answered = run.orders.some(
      ({ input, answer }) => input?.plan?.id === fact.plan && says(entry, fact.plan, answer as Applied),
    );
    return answered
      ? []
      : [
          {
            entry: i + 1,
            says: `${entryName(timeline, i, clock)} is not what any order in the history was answered`,
          },
        ];
  });
}

/** Whether an entry is the answer to an order, told. */
function says({ fact }: TimelineEntry, plan: number, answer: Applied | undefined): boolean {
  if (fact?.kind !== 'applied' && fact?.kind !== 'apply refused') return false;
  const answers = answer?.outcome === 'applied' ? 'applied' : 'apply refused';
  return answer !== undefined && fact.kind === answers && fact.plan === plan && core(fact) === core(answer);
}

function core(told: { effects?: unknown; because?: unknown; checkpoint?: unknown }): string {
  return canonical([told.effects, told.because, told.checkpoint]);
}

/** Of an order from before there could be several, its one decision. */
function decisionsOf(order: Order & { decision?: Decision }): Decision[] {
  return order.approvals?.map(({ decision }) => decision) ?? (order.decision ? [order.decision] : []);
}

function isSent({ name, message }: RunHistory['signals'][number], decision: Decision): boolean {
  const { plan, hash, signature } = (message ?? {}) as Partial<DecisionMessage>;
  return (
    name === 'approve' &&
    plan === decision.plan &&
    typeof hash === 'string' &&
    hash.length > 0 &&
    decision.hash.startsWith(hash) &&
    signature === decision.signature
  );
}
