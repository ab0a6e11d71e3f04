import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../../servers/process.ts';
import { resolveSignal } from '../../../workflows/contract/messages.ts';
import {
  heartbeatSignal,
  heartbeatsQuery,
  watchdogWorkflowId,
} from '../../../workflows/contract/watchdog.ts';
import { notOurOwn, unavailable } from '../../harness/servers.ts';
import { MonitoredShop } from './monitored-shop.ts';

const skip = (await notOurOwn('temporal')) || (await unavailable('prometheus', 'alertmanager'));

const route = `  - match: { alertname: Watchdog, team: shop }
    runbook: generalIncident
    severity: P1
    heartbeat: { every: 6s }
`;

describe('the heartbeat of a real Prometheus, through a real Alertmanager', { skip }, () => {
  let live: MonitoredShop;
  before(async () => {
    live = await MonitoredShop.start({ repeat: '2s', more: route });
  });
  after(() => live?.end());

  test('opens nothing while it comes; once it stops on-call is paged; its return is evidence there', async () => {
    const { client } = live.stack;
    const keeper = client.workflow.getHandle(watchdogWorkflowId('web-shop'));
    live.beats(true);
    await until(async () => (await keeper.query(heartbeatsQuery)).length === 1, { deadlineMs: 60_000 });
    await sleep(12_000);
    assert.equal((await client.workflow.count('WorkflowType = "generalIncident"')).count, 0);
    const { events } = await keeper.fetchHistory();
    const signals = (events ?? []).filter(
      ({ workflowExecutionSignaledEventAttributes: signal }) => signal?.signalName === heartbeatSignal.name,
    ).length;
    assert.ok(signals >= 3 && signals <= 8, `${signals} signals: not one for every repeat`);

    live.beats(false);
    const incident = await live.incident();
    await incident.says(/^Paged on-call/);
    await incident.says(/^Firing: NoHeartbeat \(No heartbeat from Watchdog \(.*team=shop\) since/);
    live.beats(true);
    await incident.says(/^Resolved at the sender: NoHeartbeat/);
    await incident.send(resolveSignal, { as: 'fixed', reason: 'it is back' });
    await incident.resolves();
    await incident.assertToldOnce();
    await incident.replays();
  });
});
