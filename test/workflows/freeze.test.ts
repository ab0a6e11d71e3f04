import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { freezes } from '../../activities/keepers/freezes.ts';
import {
  type Freeze,
  freezeId,
  freezeQuery,
  freezeType,
  freezeWorkflowId,
  type Thawed,
  thawSignal,
} from '../../workflows/contract/freeze.ts';
import { proposeSignal } from '../../workflows/contract/messages.ts';
import type { Play } from '../harness/play.ts';
import type { Stage } from '../harness/stage.ts';
import { story } from '../harness/story.ts';

const hour = 3_600_000;

/** As the command line does it. */
async function freeze(stage: Stage, system?: string): Promise<Play> {
  const said = { by: 'dora', reason: 'release day' };
  const workflowId = freezeWorkflowId(system);
  await stage.client.workflow.start(freezeType, {
    workflowId,
    taskQueue: 'mayday',
    args: [said],
    memo: said,
  });
  return stage.play(workflowId);
}

async function thaw(play: Play): Promise<Thawed> {
  await play.handle.signal(thawSignal, { by: { name: 'dora', door: 'cli' }, reason: 'it is out' });
  return play.handle.result();
}

async function said(stage: Stage, what: RegExp): Promise<string[]> {
  for (const until = Date.now() + 60_000; Date.now() < until; await new Promise((go) => setTimeout(go, 30))) {
    const found = stage.said.filter(({ text }) => what.test(text));
    if (found.length > 0) return found.map(({ kind, text }) => `${kind}: ${text}`);
  }
  return [];
}

story(
  'while changes are frozen no approval counts and the plan keeps waiting; after the thaw it does',
  async (stage) => {
    const incident = await stage.alert();
    await incident.asked();
    const frozen = await freeze(stage);
    const answer = await incident.approve('alice');
    assert.equal(answer.outcome, 'refused');
    assert.match(
      answer.says,
      /^All changes are frozen since \d\d:\d\d UTC on [-\d]+ by dora: release day\. Thaw first: mayday thaw$/,
    );
    const { pending } = await incident.view();
    assert.equal(pending?.id, 1);
    assert.deepEqual(stage.world.ended, []);
    await thaw(frozen);
    assert.equal((await incident.approve('alice')).outcome, 'done');
    await incident.until('it is applied', ({ phase }) => phase === 'monitoring');
    assert.deepEqual(stage.world.ended, [101, 102]);
  },
);

story(
  'a rejection counts while changes are frozen, and an incident that opens then says that they are',
  async (stage) => {
    await freeze(stage, 'demo');
    const incident = await stage.alert();
    const view = await incident.asked();
    assert.deepEqual([view.frozen?.system, view.frozen?.by], ['demo', 'dora']);
    assert.equal((await incident.facts('frozen')).length, 1);
    assert.deepEqual(await incident.reject('alice', 'later'), {
      outcome: 'done',
      says: 'plan 1 is rejected',
    });
  },
);

story('what runs by itself is not applied while changes are frozen', async (stage) => {
  const file = path.join(stage.folder, 'systems', 'demo.yaml');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('approvals: { reversible: one', 'approvals: { reversible: none'));
  const incident = await stage.alert();
  await incident.asked();
  const frozen = await freeze(stage);
  const parameters = { limit: 20 };
  await incident.send(proposeSignal, { by: 'alice', mitigation: 'limitShopConnections', parameters });
  await incident.until('it is refused', ({ pending }) => (pending?.id ?? 0) > 1);
  const [refused] = await incident.facts('apply refused');
  assert.match(refused?.because ?? '', /^All changes are frozen since/);
  assert.equal(stage.world.limit, -1);
  await thaw(frozen);
});

story('a freeze concerns its own system alone', async (stage) => {
  await freeze(stage, 'another');
  const incident = await stage.alert();
  await incident.asked();
  assert.equal((await incident.approve('alice')).outcome, 'done');
  assert.equal(await freezes(stage.client).inForce('demo'), undefined);
  assert.equal((await freezes(stage.client).inForce('another'))?.reason, 'release day');
});

story('a freeze says so at its beginning, each hour, and at its end, which takes a name', async (stage) => {
  const frozen = await freeze(stage);
  assert.match((await said(stage, /^All changes are frozen/))[0] ?? '', /^headline: .*by dora: release day$/);
  await stage.pass(hour + 1_000);
  assert.equal((await said(stage, /^Still frozen/)).length, 1);
  await stage.pass(hour);
  assert.equal((await said(stage, /^Still frozen/)).length, 2);

  await frozen.handle.signal(thawSignal, {});
  await frozen.rawSignal('thaw', 'json/protobuf', '{"by": "dora"}');
  assert.match((await said(stage, /say who you are/))[0] ?? '', /^update: A thaw does not count/);
  assert.equal((await said(stage, /could not be decoded/)).length, 1);
  assert.ok(await freezes(stage.client).inForce('demo'), 'it is still in force');

  const thawed = await thaw(frozen);
  assert.deepEqual([thawed.thawedBy, thawed.thawReason], ['dora', 'it is out']);
  assert.deepEqual(await said(stage, /allowed again/), [
    'resolved: Changes are allowed again, says dora: it is out',
  ]);
  assert.equal(await freezes(stage.client).inForce('demo'), undefined);
});

story(
  'a freeze that is started in the Temporal UI is in force, and a cancelled one is over',
  async (stage) => {
    const typed = await stage.start(freezeType, { by: 'carol', reason: 'something is off' }, freezeId);
    await said(stage, /^All changes are frozen/);
    const known: Freeze = await typed.handle.query(freezeQuery);
    assert.deepEqual(await freezes(stage.client).inForce('demo'), known);
    assert.deepEqual([known.by, known.reason], ['carol', 'something is off']);
    await typed.handle.cancel();
    assert.equal((await typed.handle.result()).thawedBy, 'someone who cancelled it');
    assert.equal(await freezes(stage.client).inForce('demo'), undefined);
  },
);

story('a freeze under another workflow id freezes nothing and says under which it would', async (stage) => {
  const misplaced = await stage.start(freezeType, { by: 'carol', reason: 'oops' });
  await assert.rejects(misplaced.result(), (error: Error) => {
    assert.match(
      String((error.cause as Error).message),
      /^Nothing is frozen: start it under the workflow id mayday-freeze, which freezes everything, or mayday-freeze:SYSTEM/,
    );
    return true;
  });
  assert.equal(await freezes(stage.client).inForce('demo'), undefined);
});
