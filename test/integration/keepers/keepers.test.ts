import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { freezes } from '../../../activities/keepers/freezes.ts';
import { leases } from '../../../activities/keepers/leases.ts';
import { until } from '../../../servers/process.ts';
import { freezeId } from '../../../workflows/contract/freeze.ts';
import { incidentName } from '../../../workflows/contract/keys.ts';
import { type Holder, leaseWorkflowId } from '../../../workflows/contract/lease.ts';
import { timelineQuery } from '../../../workflows/contract/messages.ts';
import { mayday } from '../../harness/mayday-command.ts';
import { replays } from '../../harness/replay.ts';
import { notOurOwn } from '../../harness/servers.ts';
import { type Opened, openWorld, type World } from '../sweeper/world.ts';

const skip = await notOurOwn('temporal');

describe('the keepers on a real Temporal', { skip }, () => {
  let world: World;
  before(async () => {
    world = await openWorld();
  });
  afterEach(() => world.workersGo());
  after(() => world.close());

  const run = (...words: string[]) =>
    mayday(words, {
      TEMPORAL_ADDRESS: world.temporal.address,
      MAYDAY_AS: 'alice',
      MAYDAY_CATALOGUE: '/nonexistent',
    });
  const inForce = () => freezes(world.temporal.client).inForce('shop');

  const latestReplays = async (workflowId: string) =>
    replays(await world.temporal.client.workflow.getHandle(workflowId).fetchHistory(), workflowId);

  const holderOf = ({ keyId, workflowId }: Opened, name = keyId): Holder => ({
    keyId: name,
    incident: 'INC-AAAAAA',
    workflowId,
    firstRunId: keyId,
    plan: 1,
    what: 'a change',
  });

  test('a freeze is in force with no worker alive, from the command to the list; a thaw counts once one comes', async () => {
    const frozen = await run('freeze', 'release day');
    assert.equal(frozen.code, 0, frozen.err);
    assert.match(
      frozen.out,
      /^FROZEN: All changes are frozen since .* by alice: release day\. It ends with: mayday thaw$/m,
    );
    assert.equal((await inForce())?.reason, 'release day');
    const again = await run('freeze', 'me too');
    assert.equal(again.code, 1);
    assert.match(again.err, /by alice: release day\. It is in force already\./);
    assert.match((await run('list')).out, /^FROZEN: All changes are frozen/);
    const thaw = await run('thaw', 'it is out');
    assert.match(thaw.out, /^Recorded; it is frozen until a worker has seen it/);
    assert.ok(await inForce(), 'it is still in force');

    await world.workerComes();
    await until(async () => (await inForce()) === undefined, { deadlineMs: 60_000 });
    const { firstExecutionRunId } = await world.temporal.client.workflow
      .getHandle(freezeId)
      .describe()
      .then(({ raw }) => ({ firstExecutionRunId: raw.workflowExecutionInfo?.firstRunId ?? '' }));
    await until(async () => (await world.said({ keyId: firstExecutionRunId })).length === 2, {
      deadlineMs: 60_000,
    });
    const said = await world.said({ keyId: firstExecutionRunId });
    assert.deepEqual(
      said.map(({ kind }) => kind),
      ['headline', 'resolved'],
    );
    assert.equal(said[1]?.text, 'Changes are allowed again, says alice: it is out');
    assert.match((await run('thaw')).err, /^Not everything is frozen/);
    await latestReplays(freezeId);
  });

  test('open incidents have it on their timelines when changes are frozen, and when they are allowed again', async () => {
    await world.workerComes();
    const incident = await world.opens('frozen');
    const kinds = async () =>
      (await incident.handle.query(timelineQuery)).map(({ fact }) => fact.kind as string);
    // The list that the freeze reads is a moment behind.
    await until(async () => (await run('list')).out.includes(incidentName(incident.keyId)), {
      deadlineMs: 60_000,
    });
    const frozen = await run('freeze', 'we look into it', '--system', 'shop');
    assert.equal(frozen.code, 0, frozen.err);
    await until(async () => (await kinds()).includes('frozen'), { deadlineMs: 60_000 });
    assert.match((await run('show', incidentName(incident.keyId))).out, /^FROZEN: All changes to shop/);
    const thawed = await run('thaw', '--system', 'shop');
    assert.match(thawed.out, /^Changes to shop are allowed again\.$/m, thawed.err);
    await until(async () => (await kinds()).includes('thawed'), { deadlineMs: 60_000 });
  });

  test('of many that ask at once one gets the target, all others stand in line, and the next one is above it', async () => {
    await world.workerComes();
    const keeper = leases(world.temporal.client);
    const target = { system: 'shop', target: 'crowded' };
    const incident = await world.opens('crowd');
    const names = Array.from({ length: 12 }, (_, i) => `holder-${i}`);
    const acquired = await Promise.all(
      names.map((name) => keeper.acquire(target, { holder: holderOf(incident, name) })),
    );
    const granted = acquired.flatMap((each, i) =>
      each.outcome === 'granted' ? [{ name: names[i] ?? '', token: each.token }] : [],
    );
    assert.equal(granted.length, 1);
    const view = await keeper.look(target);
    assert.equal(view?.holder?.keyId, granted[0]?.name);
    assert.equal(view?.queue.length, 11);
    assert.match((await run('leases')).out, /shop +crowded +INC-AAAAAA \(plan 1: a change\)/);

    await keeper.release(target, { keyId: granted[0]?.name ?? '', token: granted[0]?.token, acted: true });
    const next = await keeper.acquire(target, { holder: holderOf(incident, 'next') });
    assert.ok(next.outcome === 'granted' && next.token > (granted[0]?.token ?? 0));
    assert.equal(await keeper.holds(target, next.token), true);
    assert.equal(await keeper.holds(target, granted[0]?.token ?? 0), false);
    await latestReplays(leaseWorkflowId(target));
  });

  test('whose incident was terminated has its target no more', async () => {
    await world.workerComes();
    const keeper = leases(world.temporal.client);
    const target = { system: 'shop', target: 'left-behind' };
    const gone = await world.opens('gone');
    assert.equal((await keeper.acquire(target, { holder: holderOf(gone) })).outcome, 'granted');
    const other = await world.opens('other');
    const held = await keeper.acquire(target, { holder: holderOf(other) });
    assert.equal(held.outcome, 'held');
    await gone.handle.terminate('a test');
    const free = await keeper.acquire(target, { holder: holderOf(other) });
    assert.equal(free.outcome, 'granted');
  });
});
