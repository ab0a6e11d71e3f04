import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { noteSignal, outcomeSignal, proposeSignal, undoSignal } from '../../workflows/contract/messages.ts';
import { audited } from '../harness/audited.ts';
import { growsLong } from '../harness/grows-long.ts';
import { story } from '../harness/story.ts';

const long = { growsLong: true };

story(
  'a long incident continues as new with its plan, clocks, timeline and message ids',
  async (stage) => {
    const incident = await stage.alert();
    const before = await incident.asked();
    const late = `note ${(await growsLong(incident)) - 10}`;
    await incident.handle.signal(noteSignal, { id: late, text: late });
    const after = await incident.asked();
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
      'update reminder',
    ]);
    assert.equal((await incident.plans()).length, 1);
    await incident.approve('alice');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.deepEqual(stage.world.ended, [101, 102]);
    const [folder = ''] = await readdir(path.join(stage.folder, 'archive'));
    const kept = await readFile(path.join(stage.folder, 'archive', folder, 'history-before-1.json'), 'utf8');
    const [opened] = historyFromJSON(JSON.parse(kept)).events ?? [];
    assert.equal(opened?.workflowExecutionStartedEventAttributes?.originalExecutionRunId, before.keyId);
    const audit = await audited(stage);
    assert.equal(audit.code, 0, audit.out);
    assert.match(
      audit.out,
      /chain unbroken, 1 checkpoint signed by .*, 1 order in its history as the record says, sealed/,
    );
  },
  long,
);

story(
  'a long incident that continued as new measures what a person tells, and goes on with the next mitigation',
  async (stage) => {
    stage.world.losesAnswers = true;
    stage.world.helps = false;
    stage.world.brokenOtherwise = true;
    const incident = await stage.alert();
    await incident.asked();
    await incident.approve('alice');
    await incident.until('asks', ({ waitingFor }) => waitingFor === 'the outcome of plan 1');
    await growsLong(incident);
    stage.world.idle.set(104, '2026-01-01 03:30:00+00');
    await incident.send(outcomeSignal, { by: 'alice', plan: 1, outcome: 'done' });
    await stage.pass(25_000);
    await incident.until('answers', ({ waitingFor }) => waitingFor === 'answers for limitShopConnections');
    assert.equal((await incident.facts('not improved'))[0]?.plan, 1);
    assert.equal((await incident.plans()).length, 1, 'what was offered in this round is not offered again');
  },
  long,
);

story(
  'a long incident that continued as new while a temporary change was to be taken back ends with that',
  async (stage) => {
    const incident = await stage.alert();
    await incident.asked();
    const parameters = { limit: 20 };
    await incident.send(proposeSignal, { by: 'alice', mitigation: 'limitShopConnections', parameters });
    await incident.asked(2);
    await incident.approve('alice');
    await incident.until('it watches', ({ phase }) => phase === 'monitoring');
    stage.world.idle.clear();
    await stage.pass(12_000);
    await incident.asked(3);
    await growsLong(incident);
    await incident.asked(3);
    await incident.reject('alice', 'we keep it over night');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.equal((await incident.plans()).length, 3);
    assert.deepEqual(
      (await incident.facts('change stays')).map(({ plan }) => plan),
      [2],
    );
    assert.equal((await incident.facts('monitoring')).length, 1);
  },
  long,
);

story(
  'a long incident that continued as new while somebody wanted a change taken back goes on with that',
  async (stage) => {
    const incident = await stage.alert();
    await incident.asked();
    const parameters = { limit: 20 };
    await incident.send(proposeSignal, { by: 'bob', mitigation: 'limitShopConnections', parameters });
    await incident.asked(2);
    await incident.approve('alice');
    await incident.until('it watches', ({ phase }) => phase === 'monitoring');
    assert.equal((await incident.send(undoSignal, { by: 'bob', plan: 2 })).outcome, 'done');
    const { pending } = await incident.asked(3);
    await growsLong(incident);
    const after = await incident.asked(3);
    assert.deepEqual([after.pending?.hash, after.pending?.undoes], [pending?.hash, 2]);
    stage.world.idle.clear();
    await incident.approve('alice');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.equal(stage.world.limit, -1);
    assert.equal((await incident.plans()).length, 3);
    assert.equal((await incident.facts('monitoring')).length, 2, 'it was watched without the change');
  },
  long,
);
