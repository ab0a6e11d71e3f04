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

story('notes beyond 400,000 characters are cut, so that the incident can be kept', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  const text = 'x'.repeat(4_000);
  for (let sent = 0; sent < 100; sent += 1) await incident.handle.signal(noteSignal, { text });
  const answer = await incident.send(noteSignal, { text });
  assert.match(answer.says, /cut to 200 characters/);
  await incident.resolve('alice', 'fixed', 'by hand');
  await incident.result();
  const notes = await incident.facts('noted');
  assert.equal(notes.length, 101);
  assert.match(notes.at(-1)?.text ?? '', /^x{200} … \(cut: /);
});
