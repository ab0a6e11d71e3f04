import type { Applied, Effect, PlanTarget } from '../../workflows/contract/plans.ts';
import type { Order } from './action.ts';

/** How one thing of a plan is deleted. */
export interface Deletion {
  /** What has moved about the plan, as lines: with any, nothing is deleted. */
  difference: string[];
  /** Why it is refused then. */
  because: string;
  nameOf(target: PlanTarget): string;
  isGone(target: PlanTarget): Promise<boolean>;
  /** Looks once more, and deletes; `kept` = why not. */
  delete(target: PlanTarget): Promise<'deleted' | 'gone' | { kept: string }>;
}

/** Deletes the targets of an approved plan one after the other. What an attempt before this one deleted counts as done. */
export async function deleteOneByOne(order: Order, deletion: Deletion): Promise<Applied> {
  const { difference, because } = deletion;
  const effects: Effect[] = [];
  let halted: string | undefined;
  for (const target of order.plan.targets) {
    const effect = (outcome: Effect['outcome'], says: string) =>
      effects.push({
        key: order.keyOf(target),
        target: target.id,
        outcome,
        says: `${deletion.nameOf(target)}: ${says}`,
      });
    const gone = () =>
      order.again
        ? effect('done', 'gone; an attempt before this one, whose answer was lost, may have deleted it')
        : effect('already gone', 'somebody else had deleted it');
    if (order.done.has(target.id)) {
      effect('done', 'deleted');
      continue;
    }
    halted ??= difference.length > 0 ? undefined : order.halted();
    if (difference.length > 0 || halted !== undefined) {
      if (await deletion.isGone(target)) gone();
      continue;
    }
    const came = await deletion.delete(target);
    if (came === 'gone') gone();
    else if (came === 'deleted') {
      order.record(target);
      effect('done', 'deleted');
    } else effect('left alone', came.kept);
  }
  if (halted !== undefined) return { outcome: 'refused', because: halted, difference, effects };
  if (difference.length > 0) return { outcome: 'refused', because, difference, effects };
  return { outcome: 'applied', effects };
}
