import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTemporal, type TemporalServer } from '../../../servers/temporal.ts';
import { unavailable } from '../../harness/servers.ts';
import { gatewayTo, groupKey, placeOf, sample, type World } from './world.ts';

const fingerprints = ['5048e0d360b487d0', '32b97a9d361c3c36'];

describe('Alertmanager posts to the gateway', { skip: await unavailable('temporal') }, () => {
  let server: TemporalServer;
  let world: World;
  before(async () => {
    server = await startTemporal({ headless: true, tuned: true });
    world = await gatewayTo(server.address);
  });
  after(async () => {
    await world?.close();
    await server?.stop();
  });

  test('a firing group starts one incident, a repeat, a change and the end are signalled to it', async () => {
    const first = await world.post(sample('firing'));
    assert.equal(first.status, 202);
    const [incident] = first.body.incidents;
    assert.deepEqual(first.body.incidents, [
      { workflowId: placeOf(groupKey), runId: incident?.runId, alerts: 2 },
    ]);
    for (const name of ['firing', 'partial', 'resolved'] as const) {
      const { status, body } = await world.post(sample(name));
      assert.equal(status, 202);
      assert.deepEqual(body.nothingOpen, []);
    }

    const { type, taskQueue, input, signals } = await world.recorded(placeOf(groupKey));
    assert.deepEqual({ type, taskQueue }, { type: 'generalIncident', taskQueue: 'mayday' });
    assert.deepEqual(input, {
      system: 'shop',
      summary: 'Pod is crash looping.',
      group: groupKey,
      openedBy: { kind: 'alerts', door: 'alertmanager' },
    });
    const firing = ['firing', 'firing'];
    assert.deepEqual(
      signals.map((alerts) => alerts.map(({ status }) => status)),
      [firing, firing, ['resolved', 'firing'], ['resolved', 'resolved']],
    );
    for (const alerts of signals)
      assert.deepEqual(
        alerts.map(({ fingerprint }) => fingerprint),
        fingerprints,
      );
    const { runId } = await world.temporal.client.workflow.getHandle(placeOf(groupKey)).describe();
    assert.equal(runId, incident?.runId);
  });

  test('a resolved group with nothing open opens nothing and is still 202', async () => {
    const { status, body } = await world.post(sample('resolved', 'nothing open'));
    assert.equal(status, 202);
    assert.deepEqual(body, {
      incidents: [],
      nothingOpen: [{ workflowId: placeOf('nothing open'), alerts: 2 }],
    });
    await assert.rejects(world.recorded(placeOf('nothing open')), /not found/);
  });

  test('a resolved group after the end of its incident opens nothing; a firing one opens the next', async () => {
    await world.post(sample('firing', 'ended'));
    await world.temporal.client.workflow.getHandle(placeOf('ended')).terminate('the test says so');
    const resolved = await world.post(sample('resolved', 'ended'));
    assert.deepEqual(resolved.body.incidents, []);
    const firing = await world.post(sample('firing', 'ended'));
    assert.equal(firing.body.incidents.length, 1);
    assert.equal((await world.recorded(placeOf('ended'))).signals.length, 1);
  });

  test('fifty posts at once are one incident with every alert in its signals, in few signals', async () => {
    const [template] = sample('firing').alerts;
    const posts = Array.from({ length: 50 }, (_, n) =>
      world.post({ ...sample('firing', 'fifty'), alerts: [{ ...template, fingerprint: `alert ${n}` }] }),
    );
    const answers = await Promise.all(posts);
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [202]);
    const runs = new Set(answers.map(({ body }) => body.incidents[0]?.runId));
    assert.equal(runs.size, 1);
    const { signals } = await world.recorded(placeOf('fifty'));
    const got = signals.flat().map(({ fingerprint }) => fingerprint);
    assert.deepEqual(got.toSorted(), Array.from({ length: 50 }, (_, n) => `alert ${n}`).toSorted());
    assert.ok(signals.length <= 5, `${signals.length} signals`);
  });

  test('a message of 5 MB of alerts is recorded whole, in signals of at most a hundred', async () => {
    const [template] = sample('firing').alerts;
    const alerts = Array.from({ length: 5_500 }, (_, n) => ({ ...template, fingerprint: `alert ${n}` }));
    const { status, ms } = await world.post({ ...sample('firing', 'thousands'), alerts });
    assert.equal(status, 202, `after ${ms} ms`);
    const { signals } = await world.recorded(placeOf('thousands'));
    assert.deepEqual(
      signals.flat().map(({ fingerprint }) => fingerprint),
      alerts.map(({ fingerprint }) => fingerprint),
    );
    assert.ok(signals.every((signal) => signal.length <= 100));
  });

  test('a wrong token is 401 and leaves nothing behind', async () => {
    const { status, headers } = await world.post(sample('firing', 'wrong token'), { token: 'wrong' });
    assert.equal(status, 401);
    assert.ok(headers.get('www-authenticate'));
    await assert.rejects(world.recorded(placeOf('wrong token')), /not found/);
  });

  test('a body that is no JSON, and one that lacks a field, are 400 with what is wrong', async () => {
    assert.match((await world.post('{"alerts":')).body.error, /^The body is not JSON/);
    const { status, body } = await world.post({ ...sample('firing'), alerts: 'none' });
    assert.equal(status, 400);
    assert.equal(body.error, 'alerts: found "none"; expected a list of alerts.');
  });

  test('a body above 5 MB is 413 with what to do, one of 5 MB is read', async () => {
    const body = { ...sample('resolved', 'large'), padding: '' };
    const room = 5 * 1024 * 1024 - JSON.stringify(body).length;
    const fits = await world.post({ ...body, padding: 'x'.repeat(room) });
    assert.equal(fits.status, 202);
    const over = await world.post({ ...body, padding: 'x'.repeat(room + 1) });
    assert.equal(over.status, 413);
    assert.match(over.body.error, /lower max_alerts/);
  });

  test('it is alive and ready', async () => {
    assert.deepEqual(await world.get('/healthz'), { status: 200, body: { status: 'alive' } });
    assert.deepEqual(await world.get('/readyz'), { status: 200, body: { status: 'ready', reasons: [] } });
  });

  test('visibility lists one run per incident', async () => {
    const group = 'listed';
    await world.post(sample('firing', group));
    await world.post(sample('firing', group));
    for (let tries = 0; tries < 50 && (await world.runs(placeOf(group))).length === 0; tries += 1)
      await sleep(100);
    assert.equal((await world.runs(placeOf(group))).length, 1);
  });
});
