import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { route } from '../../../client/alerts/routing.ts';
import { heartbeatRecorder } from '../../../client/gateway/heartbeats.ts';
import { lazyTemporal, type Temporal } from '../../../client/temporal.ts';
import { startTemporal, type TemporalServer } from '../../../servers/temporal.ts';
import type { Catalogue, Route } from '../../../systems/catalogue.ts';
import type { Alert } from '../../../workflows/contract/input.ts';
import { type Heartbeat, heartbeatSignal, watchdogWorkflowId } from '../../../workflows/contract/watchdog.ts';
import { unavailable } from '../../harness/servers.ts';

const skip = await unavailable('temporal');

const shop = { system: 'shop', runbook: 'generalIncident', catchAll: false } as const;
const routes: Route[] = [
  { ...shop, match: { alertname: 'Watchdog' }, severity: 'P0', heartbeat: 300_000 },
  { ...shop, match: { team: 'shop' } },
];
const catalogue = {
  routes: () => routes,
  severity: () => assert.fail('no such severity'),
  file: () => assert.fail('no file'),
} as Pick<Catalogue, 'routes' | 'severity' | 'file'> as Catalogue;

function alert(fingerprint: string, labels: Record<string, string>, status: Alert['status'] = 'firing') {
  const startsAt = '2026-11-21T10:21:06Z';
  return {
    fingerprint,
    status,
    name: labels.alertname ?? '',
    summary: '',
    labels,
    annotations: {},
    startsAt,
  };
}

function deliveries(...alerts: Alert[]) {
  return route({ groupKey: 'the group', alerts, truncated: 0 }, catalogue).deliveries;
}

const eu = alert('eu', { alertname: 'Watchdog', cluster: 'eu', team: 'shop' });
const us = alert('us', { alertname: 'Watchdog', cluster: 'us', team: 'shop' });

test('alerts of a route with a heartbeat go to the watchdog of its system, the others of their message to their incident', () => {
  const [heartbeats, incident, ...more] = deliveries(
    eu,
    us,
    alert('x', { alertname: 'Broken', team: 'shop' }),
  );
  assert.deepEqual(more, []);
  assert.deepEqual(
    [heartbeats?.workflowId, heartbeats?.heartbeat, heartbeats?.severity, heartbeats?.alerts.length],
    ['watchdog:shop', 300_000, 'P0', 2],
  );
  assert.match(incident?.workflowId ?? '', /^incident:shop:generalIncident:/);
  assert.equal(incident?.heartbeat, undefined);
});

describe('heartbeats on record', { skip }, () => {
  let server: TemporalServer;
  let temporal: Temporal;
  before(async () => {
    server = await startTemporal({ headless: true, tuned: true });
    temporal = lazyTemporal({
      environment: { TEMPORAL_ADDRESS: server.address },
      identity: 'heartbeat-test',
    });
  });
  after(async () => {
    await temporal?.close();
    await server?.stop();
  });

  async function recorded(): Promise<string[][]> {
    const { client } = temporal;
    const { events } = await client.workflow.getHandle(watchdogWorkflowId('shop')).fetchHistory();
    const { payloadConverter } = client.options.loadedDataConverter;
    return (events ?? []).flatMap(({ workflowExecutionSignaledEventAttributes: signal }) => {
      const [payload] = signal?.input?.payloads ?? [];
      if (signal?.signalName !== heartbeatSignal.name || !payload) return [];
      const { beats } = payloadConverter.fromPayload<{ beats: Heartbeat[] }>(payload);
      return [beats.map(({ fingerprint }) => fingerprint)];
    });
  }

  test('the first starts the watchdog; of each one a minute is recorded, whatever the peers repeat; a resolved one is none', async () => {
    let now = Date.parse('2026-11-21T10:00:00Z');
    const record = heartbeatRecorder({ client: temporal.client, clock: () => now });
    const place = watchdogWorkflowId('shop');
    const resolved = alert('eu', eu.labels, 'resolved');
    assert.deepEqual(await record(place, deliveries(resolved)), { recorded: false });
    const first = await record(place, deliveries(eu, us));
    assert.ok(first.recorded && first.runId);
    assert.deepEqual(await record(place, deliveries(eu)), { recorded: true });
    now += 59_000;
    await record(place, deliveries(us, eu));
    now += 1_000;
    await record(place, [...deliveries(eu), ...deliveries(eu)]);
    assert.deepEqual(await recorded(), [['eu', 'us'], ['eu']]);
  });
});
