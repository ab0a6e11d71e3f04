import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Silence } from '../../../activities/alertmanager/api.ts';
import { until } from '../../../servers/process.ts';
import { proposeSignal } from '../../../workflows/contract/messages.ts';
import { notOurOwn, unavailable } from '../../harness/servers.ts';
import { MonitoredShop } from './monitored-shop.ts';

const skip = (await notOurOwn('temporal')) || (await unavailable('prometheus', 'alertmanager'));

describe('the shop is mended while its Alertmanager is silent', { skip }, () => {
  let live: MonitoredShop;
  before(async () => {
    live = await MonitoredShop.start({
      more: `alertmanager: { url: "\${ALERTMANAGER_URL}", silence: true }\n`,
    });
  });
  after(() => live?.end());

  async function silences(): Promise<Silence[]> {
    const response = await fetch(`${live.alertmanager.url}/api/v2/silences`);
    return ((await response.json()) as Silence[]).filter(({ status }) => status.state !== 'expired');
  }

  test('one silence with the first approved change, on exactly its alert; the system is verified by itself, not by the quiet; the end ends it', async () => {
    live.breaks();
    const incident = await live.incident();
    await incident.says(/^Firing: ShopBroken/);
    await incident.send(proposeSignal, { mitigation: 'heal' });
    await incident.says(/^Plan 1 waits for approval/);
    assert.deepEqual(await silences(), []);

    await incident.approve();
    await incident.says(/^Silenced at the Alertmanager while somebody is at work: ShopBroken/);
    const [silence, ...more] = await silences();
    assert.deepEqual(more, []);
    assert.deepEqual(
      silence?.matchers
        .map(({ name, value }) => `${name}=${value}`)
        .filter((each) => /^(alertname|team)/.test(each)),
      ['alertname=ShopBroken', 'team=shop'],
    );
    assert.match(silence?.comment ?? '', new RegExp(incident.name));

    await incident.says(/^Applied plan 1/);
    await incident.resolves();
    await until(async () => (await silences()).length === 0, { deadlineMs: 60_000 });
    assert.equal((await incident.facts('silence ended')).length, 1);
    await incident.assertToldOnce();
    await incident.replays();
  });
});
