import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { until } from '../../../servers/process.ts';
import { alertsSignal } from '../../../workflows/contract/messages.ts';
import type { LiveIncident } from '../../harness/live-incident.ts';
import { notOurOwn, unavailable } from '../../harness/servers.ts';
import { MonitoredShop } from './monitored-shop.ts';

const skip = (await notOurOwn('temporal')) || (await unavailable('prometheus', 'alertmanager'));

describe('a real Prometheus and a real Alertmanager watch the shop', { skip }, () => {
  let live: MonitoredShop;
  before(async () => {
    live = await MonitoredShop.start({ repeat: '2s' });
  });
  after(() => live?.end());

  /** Alerts signalled to its run so far. */
  async function signals(incident: LiveIncident): Promise<number> {
    const { events } = await incident.handle.fetchHistory();
    return (events ?? []).filter(
      ({ workflowExecutionSignaledEventAttributes: signal }) => signal?.signalName === alertsSignal.name,
    ).length;
  }

  test('what fires opens one incident; repeats are merged; a resolved alert is evidence; another episode in the window is a relapse; one after the end is the next incident', async () => {
    live.breaks();
    const first = await live.incident();
    await first.says(/^Paged on-call/);
    await first.says(/^Firing: ShopBroken \(the shop says that it is broken\)/);

    await until(async () => (await signals(first)) >= 3, { deadlineMs: 60_000 });
    assert.equal(await live.runsOf(first.workflowId), 1, 'a repeat opens nothing');
    assert.equal((await first.facts('alerts')).length, 1, 'and says nothing');

    live.heals();
    await first.says(/^Resolved at the sender: ShopBroken/);
    await first.says(/^Watching for stability/);

    live.breaks();
    await first.says(/^Relapse: /);
    await first.says(/^Firing: ShopBroken/, { times: 2 });
    live.heals();
    await first.says(/^Resolved at the sender: ShopBroken/, { times: 2 });
    await first.resolves();
    assert.equal(await live.runsOf(first.workflowId), 1);
    await first.assertToldOnce();
    await first.replays();

    live.breaks();
    const next = await live.incident('generalIncident', first);
    assert.equal(next.workflowId, first.workflowId, 'the same place');
    assert.notEqual(next.keyId, first.keyId, 'another incident');
    live.heals();
    await next.resolves();
    await next.assertToldOnce();
    await next.replays();
  });
});
