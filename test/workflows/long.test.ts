import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { noteSignal } from '../../workflows/contract/messages.ts';
import { story } from '../harness/story.ts';

story('a long incident continues as new with its plan, clocks, timeline and message ids', async (stage) => {
  const incident = await stage.alert();
  const before = await incident.asked();
  const firstRun = (await incident.handle.describe()).runId;
  for (let sent = 0; sent < 1_200; sent += 40) {
    const notes = Array.from({ length: 40 }, (_, i) => `note ${sent + i}`);
    await Promise.all(notes.map((text) => incident.handle.signal(noteSignal, { id: text, text })));
    await delay(50);
  }
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await delay(200)) {
    if ((await incident.handle.describe()).runId !== firstRun) break;
  }
  await incident.handle.signal(noteSignal, { id: 'note 1190', text: 'note 1190' });
  const after = await incident.asked();
  assert.notEqual((await incident.handle.describe()).runId, firstRun, 'it has continued as new');
  assert.deepEqual(
    [after.keyId, after.openedAt, after.pending?.hash],
    [before.keyId, before.openedAt, before.pending?.hash],
  );
  const notes = (await incident.facts('noted')).map(({ text }) => text);
  assert.equal(new Set(notes).size, notes.length, 'a message that was delivered again counts once');
  assert.deepEqual((await incident.clocks()).map(({ name }) => name).sort(), [
    'approval',
    'approval reminder',
    'resolution',
    'response',
    'update',
  ]);
  assert.equal((await incident.facts('planned')).length, 1);
  await incident.approve('alice');
  assert.equal((await incident.result()).phase, 'resolved');
  assert.deepEqual(stage.world.ended, [101, 102]);
});
