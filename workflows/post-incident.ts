import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
} from '@temporalio/workflow';
import { followUpSentence } from './contract/follow-up-sentences.ts';
import type { FollowUpFact, PostIncidentResult } from './contract/follow-ups.ts';
import { listFollowUps } from './follow-ups/activities.ts';
import { FollowUps } from './follow-ups/follow-ups.ts';
import { type PostIncidentInput, refuseUnlessHandedOn } from './follow-ups/input.ts';
import { listen } from './follow-ups/messages.ts';
import { nextDue, remind } from './follow-ups/remind.ts';
import { isLong } from './history.ts';

/** What is left to do after an incident: owners are reminded for weeks, until each item is done or dropped. */
export async function postIncident(given: PostIncidentInput): Promise<PostIncidentResult> {
  refuseUnlessHandedOn();
  const { carried, ...ended } = given;
  const followUps = new FollowUps(given, carried?.list ?? (await listFollowUps(ended)));
  listen(followUps);
  if (!carried) begin(followUps);
  try {
    while (followUps.open.length > 0) {
      if (canContinueAsNew(followUps)) return await continueAsNew<typeof postIncident>(followUps.carry());
      remind(followUps);
      await untilSomethingHappens(followUps);
    }
  } catch (error) {
    if (!isCancellation(error)) throw error;
    const because = 'somebody cancelled the workflow';
    await CancellationScope.nonCancellable(() => end(followUps, { kind: 'cancelled', because }));
    throw error;
  }
  const dropped = followUps.state.items.filter(({ state }) => state === 'dropped').length;
  return await end(followUps, { kind: 'settled', done: followUps.state.items.length - dropped, dropped });
}

function begin(followUps: FollowUps): void {
  const { items, assumed } = followUps.list;
  followUps.announce({ kind: 'listed', items, assumed }, [...new Set(items.flatMap(({ people }) => people))]);
}

/** Until somebody does something, a reminder is due, or the history has grown long. */
async function untilSomethingHappens(followUps: FollowUps): Promise<void> {
  const { state } = followUps;
  const happened = () => followUps.state !== state || canContinueAsNew(followUps);
  const due = nextDue(followUps);
  if (due === undefined) await condition(happened);
  else await condition(happened, Math.max(1, due - Date.now()), { summary: 'The next reminder' });
}

function canContinueAsNew(followUps: FollowUps): boolean {
  return isLong() && followUps.atRest;
}

async function end(followUps: FollowUps, fact: FollowUpFact): Promise<PostIncidentResult> {
  followUps.announce(fact);
  followUps.deliveries.close();
  await followUps.outbox.drained();
  await followUps.filing.drained();
  await condition(allHandlersFinished);
  const says = followUpSentence(fact, followUps.state.items);
  return { end: 'settled', incident: followUps.ended.incident, says };
}
