import { setHandler } from '@temporalio/workflow';
import {
  assignFollowUpSignal,
  doneSignal,
  dropSignal,
  followUpClocksQuery,
  followUpsQuery,
  followUpTimelineQuery,
} from '../contract/follow-ups.ts';
import { answerUpdate, type Message, noteSignal } from '../contract/messages.ts';
import { claimed, idOf, type Read, readNote, slackPlaceOf } from '../incident/guards.ts';
import { Turn } from '../incident/turn.ts';
import { clocks } from './clocks.ts';
import type { FollowUps } from './follow-ups.ts';
import * as guards from './guards.ts';
import * as verbs from './verbs.ts';

/** Listens to people. Handlers never throw and never wait: what they cannot read is refused on the timeline. */
export function listen(followUps: FollowUps): void {
  setHandler(followUpsQuery, () => followUps.view(), { description: 'What is left to do, and by whom' });
  setHandler(followUpTimelineQuery, () => followUps.ledger.entries, {
    description: 'Everything that happened',
  });
  setHandler(followUpClocksQuery, () => clocks(followUps), { description: 'What fires next' });
  const turn = new Turn();
  const answer = async (id: string) => {
    await turn.ended();
    return await followUps.deliveries.answerTo(id);
  };
  setHandler(answerUpdate, answer, { description: 'What became of the message with that "id": "ID"' });
  const hear = <T extends Message>(
    signal: { name: string },
    read: (value: unknown) => Read<T>,
    act: verbs.Verb<T>,
    description: string,
  ) => {
    const heard = hearing(followUps, signal.name, read, act);
    setHandler(signal as typeof noteSignal, (value) => turn.take(() => heard(value)), { description });
  };
  hear(doneSignal, guards.readDone, verbs.done, 'An item is done: {"item": 1, "by": "NAME"}');
  hear(
    dropSignal,
    guards.readDrop,
    verbs.drop,
    'An item will not be done: {"item": 1, "reason": "…", "by": "NAME"}',
  );
  hear(
    assignFollowUpSignal,
    guards.readAssignFollowUp,
    verbs.assign,
    'Another owner: {"item": 1, "to": "ROLE or NAME"}; without "item" of all that is open',
  );
  hear(noteSignal, readNote, verbs.note, 'On the timeline: {"text": "…"}');
}

function hearing<T extends Message>(
  followUps: FollowUps,
  verb: string,
  read: (value: unknown) => Read<T>,
  act: verbs.Verb<T>,
): (value: unknown) => void {
  return (value) => {
    const { message, refused } = read(value);
    if (refused !== undefined) {
      if (!followUps.state.endedAt) followUps.refuse(verb, undefined, refused);
      followUps.deliveries.answer(idOf(value), { outcome: 'refused', says: refused });
      return;
    }
    if (!followUps.deliveries.isNew(message.id)) return;
    const misplaced = outOfPlace(followUps, message);
    const outcome = misplaced ? { refused: misplaced } : act(followUps, message);
    if (outcome.refused !== undefined) {
      if (!followUps.state.endedAt) {
        followUps.refuse(verb, claimed(message), outcome.refused, slackPlaceOf(message));
      }
      followUps.deliveries.answer(message.id, { outcome: 'refused', says: outcome.refused });
    } else {
      followUps.deliveries.answer(message.id, { outcome: 'done', says: outcome.done });
    }
  };
}

function outOfPlace({ ended, state }: FollowUps, { incident }: Message): string | undefined {
  if (incident !== undefined && incident !== ended.keyId) return 'that is about another incident';
  return state.endedAt === undefined ? undefined : 'the follow-ups are settled';
}
