import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freezes } from '../../activities/keepers/freezes.ts';
import { leases } from '../../activities/keepers/leases.ts';
import { watchOver } from '../../activities/keepers/watch.ts';
import {
  type Acquired,
  type Holder,
  leaseType,
  leaseWorkflowId,
  releaseSignal,
} from '../../workflows/contract/lease.ts';
import { outcomeSignal } from '../../workflows/contract/messages.ts';
import { eventsPerRun } from '../harness/grows-long.ts';
import type { Stage } from '../harness/stage.ts';
import { story } from '../harness/story.ts';

const minute = 60_000;
/** Signals that come together; of more, the test server takes its time. */
const together = 40;
const shopDb = { system: 'demo', target: 'shop-db' };

/** Another incident that has the target; it is open. */
async function otherHolder(stage: Stage): Promise<{ holder: Holder; token: number }> {
  const other = await stage.alert({ group: 'other' }, 'generalIncident');
  const { keyId, workflowId, incident } = await other.until('opens', ({ findings }) => findings.length > 0);
  const holder = { keyId, incident, workflowId, firstRunId: keyId, plan: 1, what: 'a change' };
  return { holder, token: granted(await leases(stage.client).acquire(shopDb, { holder })) };
}

function granted(acquired: Acquired): number {
  assert.ok(acquired.outcome === 'granted', JSON.stringify(acquired));
  return acquired.token;
}

/** Changes the demo's file. */
async function budgets(stage: Stage, written: string): Promise<void> {
  const file = path.join(stage.folder, 'systems', 'demo.yaml');
  const text = await readFile(file, 'utf8');
  assert.match(text, /^ {2}budgets: .*$/m);
  await writeFile(file, text.replace(/^ {2}budgets: .*$/m, `  budgets: ${written}`));
}

story(
  'a change is made under the lease of its target, which is free afterwards and counts it',
  async (stage) => {
    const incident = await stage.alert();
    await incident.asked();
    assert.equal((await incident.approve('alice')).outcome, 'done');
    await incident.until('it is applied', ({ phase }) => phase === 'monitoring');
    stage.play(leaseWorkflowId(shopDb));
    const view = await leases(stage.client).look(shopDb);
    assert.deepEqual([view?.holder, view?.queue, view?.changes.length], [undefined, [], 1]);
    assert.deepEqual(stage.world.ended, [101, 102]);
  },
);

story(
  'an approved plan waits while another incident has its target; both timelines say so, and then it is asked anew',
  async (stage) => {
    const { holder, token } = await otherHolder(stage);
    stage.play(leaseWorkflowId(shopDb));
    const incident = await stage.alert();
    await incident.asked();
    const [note] = await incident.facts('noted');
    assert.equal(note?.text, `${holder.incident} changes shop-db now (plan 1: a change)`);
    await incident.approve('alice');
    const waits = await incident.until('it waits', ({ waitingFor }) => waitingFor.startsWith('shop-db'));
    assert.equal(waits.waitingFor, `shop-db, which ${holder.incident} changes now`);
    assert.ok((await incident.clocks()).some(({ name }) => name === 'target'));
    const other = stage.play(holder.workflowId);
    await other.until('it is told', () => stage.said.some(({ text }) => / waits for shop-db/.test(text)));
    const [wanted] = await other.facts('target wanted');
    assert.equal(wanted?.waits, waits.incident);
    assert.deepEqual(
      (await leases(stage.client).look(shopDb))?.queue.map(({ incident: name }) => name),
      [waits.incident],
    );
    assert.deepEqual(stage.world.ended, [], 'nothing is changed while it waits');

    await leases(stage.client).release(shopDb, { keyId: holder.keyId, token, acted: true });
    await incident.asked(2);
    const [refused] = await incident.facts('not applied');
    assert.equal(
      refused?.because,
      `${holder.incident} had shop-db to change it, so what is there now is looked at first`,
    );
    assert.equal((await incident.facts('waits for target')).length, 1);
    await incident.approve('alice');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.deepEqual(stage.world.ended, [101, 102]);
  },
);

story(
  'an incident waits until what another one did is known, and plans by what is there then',
  async (stage) => {
    stage.world.losesAnswers = true;
    const first = await stage.alert();
    await first.asked();
    await first.approve('alice');
    await first.until('asks', ({ waitingFor }) => waitingFor === 'the outcome of plan 1');
    stage.play(leaseWorkflowId(shopDb));
    stage.world.losesAnswers = false;
    stage.world.idle.set(103, '2026-01-01 03:30:00+00');
    const second = await stage.alert({ group: 'second' });
    await second.asked();
    await second.approve('alice');
    await second.until('it waits', ({ waitingFor }) => waitingFor.startsWith('shop-db'));
    assert.deepEqual(stage.world.ended, [101, 102]);
    stage.world.idle.set(104, '2026-01-01 03:31:00+00');
    await first.send(outcomeSignal, { by: 'alice', plan: 1, outcome: 'done' });
    const { pending } = await second.asked(2);
    assert.deepEqual(
      pending?.targets.map(({ id }) => id),
      ['pid 103', 'pid 104'],
    );
    await second.approve('alice');
    await second.until('it is applied', ({ phase }) => phase === 'monitoring');
    assert.deepEqual(stage.world.ended, [101, 102, 103, 104]);
  },
);

story('a holder whose incident is over keeps nobody waiting', async (stage) => {
  const { holder } = await otherHolder(stage);
  await stage.client.workflow.getHandle(holder.workflowId).terminate('a test');
  const incident = await stage.alert();
  await incident.asked();
  await incident.approve('alice');
  await incident.until('it is applied', ({ phase }) => phase === 'monitoring');
  assert.deepEqual(await incident.facts('waits for target'), []);
  assert.deepEqual(stage.world.ended, [101, 102]);
});

story('a holder that never gives back has the target for twelve minutes, and no longer', async (stage) => {
  await otherHolder(stage);
  const lease = stage.play(leaseWorkflowId(shopDb));
  const incident = await stage.alert();
  await incident.asked();
  await incident.approve('alice');
  await incident.until('it waits', ({ waitingFor }) => waitingFor.startsWith('shop-db'));
  await stage.pass(11 * minute);
  assert.equal((await incident.plans()).length, 1);
  await stage.pass(1.1 * minute);
  await incident.asked(2);
  assert.equal((await leases(stage.client).look(shopDb))?.holder, undefined);
  await incident.approve('alice');
  await incident.until('it is applied', ({ phase }) => phase === 'monitoring');
  assert.equal((await lease.handle.describe()).status.name, 'RUNNING');
});

story('what acts under an older token is refused, and one token is never given twice', async (stage) => {
  const [keeper, freeze] = [leases(stage.client), freezes(stage.client)];
  const { holder, token } = await otherHolder(stage);
  const lease = stage.play(leaseWorkflowId(shopDb));
  const watch = async (held: number) =>
    (
      await watchOver(
        { leases: keeper, freezes: freeze },
        { ...shopDb, targets: ['shop-db'], leases: [{ target: 'shop-db', token: held }] },
      )
    ).halted();
  assert.equal(await watch(token), undefined);
  assert.equal(granted(await keeper.acquire(shopDb, { holder })), token, 'the same plan is renewed');
  const second = granted(await keeper.acquire(shopDb, { holder: { ...holder, plan: 2 } }));
  assert.ok(second > token);
  assert.match((await watch(token)) ?? '', /^shop-db is no longer this plan's to change/);
  assert.equal(await watch(second), undefined);
  await keeper.release(shopDb, { keyId: holder.keyId, token });
  assert.equal(await watch(second), undefined, 'an older token gives back nothing');

  await keeper.release(shopDb, { keyId: holder.keyId, token: second });
  await stage.pass(5 * minute);
  assert.equal((await lease.handle.describe()).status.name, 'COMPLETED', 'nobody uses it');
  const third = granted(await keeper.acquire(shopDb, { holder }));
  assert.ok(third > second, 'a lease that begins anew goes on above');
  assert.match((await watch(second)) ?? '', /no longer this plan's/);
});

story(
  'an incident that is cancelled while nobody knows what its plan did gives the target back',
  async (stage) => {
    stage.world.losesAnswers = true;
    const incident = await stage.alert();
    const { keyId } = await incident.asked();
    await incident.approve('alice');
    await incident.until('asks', ({ waitingFor }) => waitingFor === 'the outcome of plan 1');
    stage.play(leaseWorkflowId(shopDb));
    assert.equal((await leases(stage.client).look(shopDb))?.holder?.keyId, keyId, 'nobody else changes it');
    await incident.handle.cancel();
    await assert.rejects(incident.result());
    assert.equal((await leases(stage.client).look(shopDb))?.holder, undefined);
    // What counts is forgotten after an hour, which the server may have skipped by now: the message is looked at.
    const [run] = await stage.runsOf(leaseWorkflowId(shopDb));
    const acted = run?.history.events?.flatMap(({ workflowExecutionSignaledEventAttributes: sent }) => {
      const data = sent?.signalName === releaseSignal.name ? sent.input?.payloads?.[0]?.data : undefined;
      return data ? [JSON.parse(Buffer.from(data).toString()).acted] : [];
    });
    assert.deepEqual(acted, [true], 'what may have been done counts');
  },
);

story(
  'a lease that was used for long continues as new with its holder, its queue and its token',
  async (stage) => {
    const lease = await stage.start(leaseType, undefined, leaseWorkflowId(shopDb));
    const keeper = leases(stage.client);
    const { holder, token } = await otherHolder(stage);
    const waiting = { ...holder, keyId: 'waits', incident: 'INC-WAITS0' };
    await keeper.acquire(shopDb, { holder: waiting });
    const first = (await lease.handle.describe()).runId;
    const goesOnAsNew = async () => (await lease.handle.describe()).runId !== first;
    for (let sent = 0; sent < eventsPerRun && !(await goesOnAsNew()); sent += together) {
      const nobody = () => lease.handle.signal(releaseSignal, { keyId: 'nobody' });
      await Promise.all(Array.from({ length: together }, nobody));
      await delay(50);
    }
    for (const deadline = Date.now() + 60_000; Date.now() < deadline && !(await goesOnAsNew()); )
      await delay(100);
    assert.ok(await goesOnAsNew());
    const view = await keeper.look(shopDb);
    assert.deepEqual([view?.holder?.token, view?.queue.map(({ keyId }) => keyId)], [token, ['waits']]);
  },
  { growsLong: true },
);

story('what an hour allows is spent over all incidents, and nobody is asked in vain', async (stage) => {
  await budgets(stage, '{ changesPerHour: 1 }');
  const { holder, token } = await otherHolder(stage);
  await leases(stage.client).release(shopDb, { keyId: holder.keyId, token, acted: true });
  const lease = stage.play(leaseWorkflowId(shopDb));
  const incident = await stage.alert();
  await incident.until('the next is offered', ({ waitingFor }) => waitingFor !== 'acknowledgement');
  const spent = await incident.facts('nothing to do');
  assert.match(
    spent[0]?.because ?? '',
    /^shop-db was changed 1 times within the hour, the most that is allowed; the next change is free at \d\d:\d\d UTC$/,
  );
  assert.deepEqual(await incident.plans(), []);
  await stage.pass(60 * minute);
  await incident.recheck('alice');
  await incident.asked(1);
  assert.equal((await lease.handle.describe()).workflowId, leaseWorkflowId(shopDb));
});

story('a plan that would end more sessions than one incident may is not asked for', async (stage) => {
  await budgets(stage, '{ sessionsPerIncident: 1 }');
  const incident = await stage.alert();
  await incident.until('the next is offered', ({ waitingFor }) => waitingFor !== 'acknowledgement');
  const [spent] = await incident.facts('nothing to do');
  assert.equal(
    spent?.because,
    'it would end 2 sessions, 0 were ended already, and 1 are the most for one incident',
  );
});
