import { effectKey } from '../../workflows/contract/keys.ts';
import { type Plan, planHash } from '../../workflows/contract/plans.ts';
import type { Fact } from '../../workflows/contract/timeline.ts';
import { auditDecisions } from '../audit/decisions.ts';
import { entryName, type Fault } from '../audit/faults.ts';
import type { Order, Ordered } from '../audit/history.ts';
import { faultsOfApproval } from './approval.ts';
import { type Course, counted, type Invariant } from './course.ts';
import { approvalsOf, approversOf, neededFor } from './orders.ts';
import type { Run } from './run.ts';

/**
 * Looks at raw events first, not at what Mayday says of itself: the order that was given to a worker, the signals before
 * it in this history or in those it was continued from, and what the judge answered. Then at the timeline.
 */
export const effects: Invariant = {
  name: 'effects',
  promises: 'no effect without valid approvals of that very plan before it',
  judge(course) {
    const { runs, timeline, clock } = course;
    const unjudged = [...course.missing];
    const faults = runs.flatMap((run, i) =>
      run.orders.flatMap((order) =>
        orderFaults(order, { course, run, before: runs.slice(0, i), unjudged }).map((fault) => ({
          says: `plan ${order.input?.plan?.id} (${order.input?.plan?.risk}, event ${order.event} of ${run.name}): ${fault}`,
        })),
      ),
    );
    const told = timeline && auditDecisions({ timeline, keyId: course.keyId }, course.keys, clock);
    for (const who of told?.unknown ?? []) unjudged.push(unknownKey(who));
    const orders = runs.reduce((sum, run) => sum + run.orders.length, 0);
    return {
      faults: [...faults, ...(told?.faults ?? []), ...strangers(course)],
      unjudged: [...new Set(unjudged)],
      looked: counted(orders, 'change ordered', 'changes ordered'),
    };
  },
};

/** Approvals on the timeline by people who may not give them, and effects that are none of their plan's. */
function strangers(course: Course): Fault[] {
  const { timeline = [], clock } = course;
  const asked = new Map<number, Plan>();
  return timeline.flatMap(({ fact }, i) => {
    if (fact.kind === 'planned') asked.set(fact.plan.id, fact.plan);
    const because = strangeness(fact, asked, course);
    return because ? [{ entry: i + 1, says: `${entryName(timeline, i, clock)} ${because}` }] : [];
  });
}

function strangeness(fact: Fact, asked: ReadonlyMap<number, Plan>, course: Course): string | undefined {
  if (fact.kind === 'approved' || fact.kind === 'approval counted') {
    const plan = asked.get(fact.plan);
    const approvers = plan && approversOf(plan, course);
    if (!plan || fact.by.kind !== 'person' || !approvers) return undefined;
    return approvers.includes(fact.by.name) ? undefined : `is by ${fact.by.name}, who was no approver of it`;
  }
  if (fact.kind !== 'applied') return undefined;
  const plan = asked.get(fact.plan);
  const odd = fact.effects.find(
    ({ target, key }) =>
      !plan?.targets.some(({ id }) => id === target) || key !== effectKey(course.keyId, plan.hash, target),
  );
  return odd && `has an effect on ${odd.target} that is none of plan ${fact.plan}`;
}

/** What an order is judged by. */
export interface Ordering {
  course: Course;
  run: Run;
  /** The runs that this one went on from. */
  before: readonly Run[];
  /** Takes what cannot be judged. */
  unjudged: string[];
}

/** That a signature cannot be checked. */
export function unknownKey(who: string): string {
  return `no public key of ${who} is known here, so what it signed could not be checked`;
}

function orderFaults(ordered: Ordered<Order>, ordering: Ordering): string[] {
  try {
    return judged(ordered, ordering);
  } catch {
    return ['the order has something that no such order has'];
  }
}

function judged(ordered: Ordered<Order>, ordering: Ordering): string[] {
  const { input: order } = ordered;
  const { plan, mitigation } = order;
  const { course } = ordering;
  const faults: string[] = [];
  if (order.keyId !== course.keyId) faults.push('the order is for another incident');
  if (plan.mitigation !== mitigation.name) faults.push('the order is for another mitigation');
  if (plan.hash !== planHash(mitigation.name, plan.round, plan.targets, plan.parameters))
    faults.push('its hash is not that of what would be changed');
  const approvals = approvalsOf(order);
  const people = new Set(approvals.map(({ decision }) => decision?.actor));
  const alone = approvals.some(({ decision }) => decision?.breakGlass);
  const needed = neededFor(order, course);
  if (people.size < (alone ? 1 : needed)) faults.push(`${people.size} approved it, and it takes ${needed}`);
  if (people.size < approvals.length) faults.push('somebody counts twice');
  return [...faults, ...approvals.flatMap((approval) => faultsOfApproval(approval, ordered, ordering))];
}
