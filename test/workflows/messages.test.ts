import assert from 'node:assert/strict';
import { type Answer, answerUpdate, noteSignal } from '../../workflows/contract/messages.ts';
import { story } from '../harness/story.ts';

story('an answer that is asked for while messages come in is the same in a replay', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  const answers: Promise<Answer>[] = [];
  for (let sent = 0; sent < 60; sent += 1) {
    const id = `note ${sent}`;
    await incident.handle.signal(noteSignal, { id, text: id });
    answers.push(incident.handle.executeUpdate(answerUpdate, { args: [id] }));
  }
  assert.deepEqual(new Set((await Promise.all(answers)).map(({ says }) => says)), new Set(['noted']));
});
