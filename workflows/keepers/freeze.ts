import {
  allHandlersFinished,
  CancellationScope,
  condition,
  isCancellation,
  makeContinueAsNewFunc,
  setCurrentDetails,
  setHandler,
  upsertMemo,
  workflowInfo,
} from '@temporalio/workflow';
import {
  type Freeze,
  type FreezeInput,
  freezeId,
  freezeQuery,
  freezeWorkflowId,
  frozenSystem,
  type Thawed,
  thawSignal,
} from '../contract/freeze.ts';
import { isLong } from '../history.ts';
import { readMessage, text } from '../incident/guards.ts';
import { refusal } from '../refusal.ts';
import { freezeDetails } from './details.ts';
import { remindOfFreeze, tellOfFreeze, tellOfRefusal, tellOfThaw } from './freeze-notices.ts';

/** ms between reminders that it is still in force. */
const remindEvery = 3_600_000;

interface Carried extends FreezeInput {
  since?: string;
  reminders?: number;
}

/** As long as it is open nothing is changed: it is in force before any worker has seen it. */
export async function freeze(given?: Carried): Promise<Thawed> {
  const { workflowId, startTime, continuedFromExecutionRunId, memo = {} } = workflowInfo();
  const system = frozenSystem(workflowId);
  if (system === undefined) {
    const says = `Nothing is frozen: start it under the workflow id ${freezeId}, which freezes everything, or ${freezeWorkflowId('SYSTEM')}, which freezes one system.`;
    throw refusal(says);
  }
  const carried = continuedFromExecutionRunId ? given : undefined;
  const frozen: Freeze = {
    system,
    by: text(given?.by) ?? 'someone in the Temporal UI',
    reason: text(given?.reason) ?? 'no reason given',
    since: carried?.since ?? startTime.toISOString(),
  };
  let { reminders = 0 } = carried ?? {};
  let thaw: Pick<Thawed, 'thawedBy' | 'thawReason'> | undefined;
  const refused: string[] = [];
  const hear = (value: unknown) => {
    const { message, refused: because } = readMessage(value ?? 'nothing');
    const by = typeof message?.by === 'object' ? message.by.name : message?.by;
    const thawReason = text((value as { reason?: unknown } | undefined)?.reason);
    if (by) thaw ??= { thawedBy: by, ...(thawReason ? { thawReason } : {}) };
    else refused.push(because ?? 'say who you are, {"by": "NAME"}');
  };
  setHandler(freezeQuery, () => frozen, { description: 'What is frozen, by whom and why' });
  setHandler(thawSignal, hear, {
    description: 'Changes are allowed again: {"by": "NAME", "reason": "…"}',
  });
  setCurrentDetails(freezeDetails(frozen));
  // Of one that was started in the Temporal UI the memo says nothing yet.
  if (!('reason' in memo)) upsertMemo({ by: frozen.by, reason: frozen.reason });
  try {
    if (!carried) await tellOfFreeze(frozen);
    await untilThawed();
  } catch (error) {
    if (!isCancellation(error)) throw error;
  }
  const thawed: Thawed = { ...frozen, thawedBy: 'someone who cancelled it', ...thaw };
  await CancellationScope.nonCancellable(() => tellOfThaw(thawed));
  return thawed;

  async function untilThawed(): Promise<void> {
    while (!thaw) {
      const wakes = () => thaw !== undefined || refused.length > 0;
      const woken = await condition(wakes, remindEvery, { summary: 'A reminder that it is still frozen' });
      for (const because of refused.splice(0)) await tellOfRefusal(frozen, because);
      if (woken) continue;
      reminders += 1;
      await remindOfFreeze(frozen, reminders);
      if (isLong() && !thaw && allHandlersFinished()) await goOn();
    }
  }

  async function goOn(): Promise<never> {
    const { by, reason, since } = frozen;
    const next = makeContinueAsNewFunc<typeof freeze>({ memo: { by, reason, since } });
    return await next({ by, reason, since, reminders });
  }
}
