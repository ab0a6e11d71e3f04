import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { WorkflowNotFoundError } from '@temporalio/common';
import { until } from '../../../servers/process.ts';
import type { IncidentView } from '../../../workflows/contract/incident.ts';
import { maintenanceWorkflowId } from '../../../workflows/contract/maintenance.ts';
import { incidentQuery, resolveSignal, timelineQuery } from '../../../workflows/contract/messages.ts';
import type { Fact } from '../../../workflows/contract/timeline.ts';
import { mayday } from '../../harness/mayday-command.ts';
import { replays } from '../../harness/replay.ts';
import { unavailable } from '../../harness/servers.ts';
import { openRoutedWorld, type RoutedWorld } from './routed-world.ts';

const shop = `
system: shop
title: Shop
people: { alice: {} }
roles: { on-call: [alice] }
ladder: { response: [on-call] }
runbooks: { highErrorRate: { severity: P1 }, applicationOutage: { severity: P1 } }
routes:
  - matchers: ['kind=~"down|outage"', 'env!="test"']
    runbook: applicationOutage
    severity: { label: prio, map: { high: P0, low: P2 } }
    groupBy: [service]
  - { matchers: ['kind="errors"'], runbook: highErrorRate, groupBy: [service] }
  - { catchAll: true, runbook: generalIncident }
`;

describe('alerts through a gateway to incidents', { skip: await unavailable('temporal') }, () => {
  let world: RoutedWorld;
  before(async () => {
    world = await openRoutedWorld();
  });
  after(() => world?.close());

  const handle = (workflowId: string) => world.temporal.client.workflow.getHandle(workflowId);
  const view = async (workflowId: string): Promise<IncidentView | undefined> =>
    await handle(workflowId)
      .query(incidentQuery)
      .catch(() => undefined);
  async function viewWhen(workflowId: string, holds: (view: IncidentView) => boolean): Promise<IncidentView> {
    let seen: IncidentView | undefined;
    await until(
      async () => {
        seen = await view(workflowId);
        return seen !== undefined && holds(seen);
      },
      { deadlineMs: 60_000 },
    );
    return seen as IncidentView;
  }
  async function facts<K extends Fact['kind']>(workflowId: string, kind: K) {
    const all = (await handle(workflowId).query(timelineQuery)).map(({ fact }) => fact);
    return all.filter((fact): fact is Extract<Fact, { kind: K }> => fact.kind === kind);
  }
  const exists = async (workflowId: string) =>
    await handle(workflowId)
      .describe()
      .then(({ status }) => status.name === 'RUNNING')
      .catch((error: unknown) => {
        if (error instanceof WorkflowNotFoundError) return false;
        throw error;
      });
  const resolve = async (workflowId: string) => {
    await handle(workflowId).signal(resolveSignal, { by: 'alice', as: 'fixed', reason: 'the test is over' });
    await handle(workflowId).result();
    await replays(await handle(workflowId).fetchHistory(), workflowId);
  };

  test('matchers choose the runbook, a map the severity, and labels of the file the incident', async () => {
    await world.write(shop);
    const recorded = await world.post('one group of the sender', [
      { labels: { kind: 'down', service: 'web', prio: 'low' } },
      { labels: { kind: 'outage', service: 'web', prio: 'high', zone: 'b' } },
      { labels: { kind: 'down', service: 'api', prio: 'low' } },
      { labels: { kind: 'down', service: 'api', env: 'test' } },
    ]);
    assert.deepEqual(
      recorded.incidents.map(({ alerts }) => alerts),
      [2, 1, 1],
    );
    const [web = '', api = '', test = ''] = recorded.incidents.map(({ workflowId }) => workflowId);
    const views = await Promise.all(
      [web, api, test].map((id) => viewWhen(id, ({ firing }) => firing.length > 0)),
    );
    assert.deepEqual(
      views.map(({ runbook, severity }) => [runbook, severity]),
      [
        ['applicationOutage', 'P0'],
        ['applicationOutage', 'P2'],
        ['generalIncident', 'P1'],
      ],
    );
    const again = await world.post('another group', [
      { labels: { kind: 'down', service: 'web', prio: 'low' } },
    ]);
    assert.deepEqual(
      again.incidents.map(({ workflowId }) => workflowId),
      [web],
    );
    for (const id of [web, api, test]) await resolve(id);
  });

  test('an outage explains the errors: they are its evidence, and open an incident of their own once it is over', async () => {
    await world.write(
      `${shop}explains: [{ runbook: applicationOutage, explains: [highErrorRate], within: 15m }]\n`,
    );
    const [outage] = (await world.post('g1', [{ labels: { kind: 'down', service: 'web' } }])).incidents;
    const explaining = await viewWhen(outage?.workflowId ?? '', ({ reached }) => reached > 0);
    // A real list is a moment behind.
    await until(
      async () => {
        const query = `WorkflowId = "${explaining.workflowId}" AND ExecutionStatus = "Running"`;
        for await (const _ of world.temporal.client.workflow.list({ query })) return true;
        return false;
      },
      { deadlineMs: 60_000 },
    );
    const [errors] = (await world.post('g2', [{ labels: { kind: 'errors', service: 'web' } }])).incidents;
    const place = errors?.workflowId ?? '';
    const folded = await viewWhen(place, ({ waitingFor }) => /explains it$/.test(waitingFor));
    assert.equal(folded.reached, 0, 'nobody is reached');
    await until(async () => (await facts(explaining.workflowId, 'explains')).length > 0, {
      deadlineMs: 60_000,
    });
    const [explains] = await facts(explaining.workflowId, 'explains');
    assert.equal(explains?.incident, folded.incident);
    const { out } = await mayday(['list'], {
      TEMPORAL_ADDRESS: world.address,
      MAYDAY_CATALOGUE: world.systems,
    });
    assert.match(out, new RegExp(`${folded.incident}.*${explaining.incident}, which explains it`));

    await resolve(explaining.workflowId);
    const deadlineMs = 90_000;
    await until(async () => ((await view(place))?.reached ?? 0) > 0, { deadlineMs });
    const own = await viewWhen(place, ({ reached }) => reached > 0);
    assert.notEqual(own.keyId, folded.keyId);
    assert.equal(own.firing.length, 1);
    await resolve(place);
  });

  test('an outage that opens second is linked with the errors that are open', async () => {
    const [errors] = (await world.post('g3', [{ labels: { kind: 'errors', service: 'api' } }])).incidents;
    const first = await viewWhen(errors?.workflowId ?? '', ({ reached }) => reached > 0);
    const [outage] = (await world.post('g4', [{ labels: { kind: 'down', service: 'api' } }])).incidents;
    const place = outage?.workflowId ?? '';
    const second = await viewWhen(place, ({ reached }) => reached > 0);
    await until(async () => (await facts(place, 'explains')).length > 0, { deadlineMs: 75_000 });
    assert.equal((await facts(place, 'explains'))[0]?.incident, first.incident);
    await until(async () => (await facts(first.workflowId, 'explained')).length > 0, { deadlineMs: 60_000 });
    assert.equal((await facts(first.workflowId, 'explained'))[0]?.by, second.incident);
    assert.equal((await view(first.workflowId))?.phase, 'triggered', 'it stays open');
    for (const id of [first.workflowId, place]) await resolve(id);
  });

  test('in maintenance alerts are held; an open incident still hears; an edit lets them go', async () => {
    await world.write(shop);
    const open = (await world.post('g5', [{ labels: { kind: 'down', service: 'open' } }])).incidents[0];
    await viewWhen(open?.workflowId ?? '', ({ reached }) => reached > 0);
    await world.write(
      `${shop}maintenance: [{ from: 2026-01-01 00:00, until: 2099-01-01 00:00, reason: a new disk, matchers: ['kind="down"'] }]\n`,
    );
    const startsAt = '2026-11-01T00:00:00.000Z';
    const recorded = await world.post('g6', [
      { labels: { kind: 'down', service: 'open', n: '2' } },
      { labels: { kind: 'down', service: 'held' }, startsAt },
      { labels: { kind: 'down', service: 'gone' } },
      { labels: { kind: 'errors', service: 'held' } },
    ]);
    assert.deepEqual(
      recorded.incidents.map(({ workflowId }) => workflowId.split(':')[2]),
      ['applicationOutage', 'highErrorRate'],
    );
    assert.deepEqual(
      recorded.held?.map(({ alerts, until: end }) => [alerts, end]),
      [
        [1, '2099-01-01T00:00:00.000Z'],
        [1, '2099-01-01T00:00:00.000Z'],
      ],
    );
    const [held, gone] = recorded.held ?? [];
    await viewWhen(open?.workflowId ?? '', ({ firing }) => firing.length === 2);
    assert.deepEqual(await Promise.all([held, gone].map((each) => exists(each?.workflowId ?? ''))), [
      false,
      false,
    ]);
    await world.post('g6', [{ labels: { kind: 'down', service: 'gone' }, status: 'resolved' }]);

    const settings = { TEMPORAL_ADDRESS: world.address, MAYDAY_CATALOGUE: world.systems };
    const { out, err } = await mayday(['maintenance'], settings);
    assert.match(out, /^shop +now +2026-01-01 .* kind="down" +a new disk$/m, err);
    assert.match(out, /^shop: 1 held, 1 resolved meanwhile$/m);
    assert.match(out, /Trouble +applicationOutage/);
    const { out: told } = await mayday(['maintenance', '--json'], settings);
    assert.equal(JSON.parse(told).held[0].places[0].alerts[0].startsAt, startsAt);

    await world.write(shop);
    const incident = await (async () => {
      await until(() => exists(held?.workflowId ?? ''), { deadlineMs: 90_000 });
      return await viewWhen(held?.workflowId ?? '', ({ firing }) => firing.length === 1);
    })();
    assert.match(incident.summary, /fires since 2026-11-01T00:00:00\.000Z, held by maintenance/);
    assert.equal(await exists(gone?.workflowId ?? ''), false);
    const keeper = handle(maintenanceWorkflowId('shop'));
    assert.equal(await keeper.result(), 'Went to their incidents: 1; resolved meanwhile: 1');
    await replays(await keeper.fetchHistory(), maintenanceWorkflowId('shop'));
    const opened = [...recorded.incidents.map(({ workflowId }) => workflowId), incident.workflowId];
    for (const id of opened) await resolve(id);
  });
});
