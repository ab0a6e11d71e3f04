import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { RestoreDatabase } from '../../workflows/contract/backups.ts';
import type { Applied, Effect } from '../../workflows/contract/plans.ts';
import { endedInWords } from '../scripts/ended.ts';
import type { Order } from './action.ts';
import { type Found, look, movedSince, type RestoreAccess } from './restore-look.ts';

/**
 * The dump, and only after its good end the restore; each at most once.
 * @throws ApplicationFailure wherever the restore may have begun and not come to a good end: what it did is for a person to see
 */
export async function restore(
  access: Omit<RestoreAccess, 'postgres'>,
  order: Order<RestoreDatabase>,
): Promise<Applied> {
  const { mitigation, plan, keyOf, again, record, halted } = order;
  const { title } = mitigation;
  const [target] = plan.targets;
  if (again) {
    throw unknown(
      `${title}: an attempt before this one may have begun, in part or to its end, and its scripts may still run. It is not begun again.`,
    );
  }
  const found = await foundOrRefused(access, mitigation, plan.parameters ?? {});
  if ('because' in found) return refused(found.because);
  const difference = movedSince(target, found);
  if (!target || difference.length > 0) {
    return refused('it is not as it was when the plan was made', difference);
  }
  const before = halted();
  if (before !== undefined) return refused(before);

  const key = keyOf(target);
  const stopped = Context.current().cancellationSignal;
  const dumped = await found.dump.run({ key: `${key}/dump`, stopped });
  if (dumped.how !== 'exit' || dumped.code !== 0) {
    return refused(
      `the dump of what is there did not come to a good end, so nothing was restored: ${endedInWords(dumped)}`,
    );
  }
  const done = (says: string): Effect => ({ key, target: target.id, outcome: 'done', says });
  const dump = done(`dumped what was there: ${endedInWords(dumped)}`);
  const meanwhile = halted();
  if (meanwhile !== undefined) return { ...refused(meanwhile), effects: [dump] };

  const restored = await found.script.run({ key: `${key}/restore`, stopped });
  if (restored.how === 'not started') {
    return { ...refused(endedInWords(restored)), effects: [dump] };
  }
  if (restored.how !== 'exit' || restored.code !== 0) {
    throw unknown(
      `${title}: ${endedInWords(restored)}. The database may be restored in part; what was there is in the dump (${endedInWords(dumped)}).`,
    );
  }
  record(target);
  const { id } = found.backup;
  return { outcome: 'applied', effects: [dump, done(`restored ${id}: ${endedInWords(restored)}`)] };
}

/** What keeps it from being begun at all changes nothing, and is no lost answer. */
async function foundOrRefused(
  access: Omit<RestoreAccess, 'postgres'>,
  mitigation: RestoreDatabase,
  parameters: Parameters<typeof look>[2],
): Promise<Found | { because: string }> {
  try {
    return await look(access, mitigation, parameters);
  } catch (error) {
    if (error instanceof ApplicationFailure) return { because: error.message };
    throw error;
  }
}

function refused(because: string, difference: string[] = []): Extract<Applied, { outcome: 'refused' }> {
  return { outcome: 'refused', because, difference, effects: [] };
}

function unknown(says: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(says, 'OutcomeUnknown');
}
