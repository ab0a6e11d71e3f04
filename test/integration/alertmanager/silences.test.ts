import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { ApplicationFailure } from '@temporalio/common';
import type { Silence } from '../../../activities/alertmanager/api.ts';
import { endSilence } from '../../../activities/alertmanager/end-silence.ts';
import { keepSilent } from '../../../activities/alertmanager/keep-silent.ts';
import { type AlertmanagerServer, startAlertmanager, toWebhook } from '../../../servers/alertmanager.ts';
import { freePort, until } from '../../../servers/process.ts';
import { unavailable } from '../../harness/servers.ts';

interface Listed {
  fingerprint: string;
  labels: Record<string, string>;
  status: { state: string; silencedBy: string[] };
}

const secret = 'canary-alertmanager-token';

describe('silences at a real Alertmanager', { skip: await unavailable('alertmanager') }, () => {
  let server: AlertmanagerServer;
  const settings: Record<string, string> = { ALERTMANAGER_TOKEN: secret };
  const resolve = (text: string) =>
    text.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => settings[name] ?? '');
  const keep = keepSilent({ resolve });
  const end = endSilence({ resolve });
  before(async () => {
    server = await startAlertmanager(toWebhook(`http://127.0.0.1:${await freePort()}/`, 'nobody listens'));
    settings.ALERTMANAGER_URL = server.url;
  });
  after(() => server?.stop());

  const alertmanager = { id: 'alertmanager', url: `\${ALERTMANAGER_URL}` } as const;
  const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();

  async function fire(...alerts: Record<string, string>[]): Promise<Listed[]> {
    const { status } = await fetch(`${server.url}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(alerts.map((labels) => ({ labels }))),
    });
    assert.equal(status, 200);
    const all = await listed();
    return alerts.map((labels) => {
      const found = all.find(
        (each) => JSON.stringify(sorted(each.labels)) === JSON.stringify(sorted(labels)),
      );
      assert.ok(found, `${JSON.stringify(labels)} fires`);
      return found;
    });
  }

  const sorted = (labels: Record<string, string>) => Object.entries(labels).sort();
  const listed = async () => (await (await fetch(`${server.url}/api/v2/alerts`)).json()) as Listed[];
  const silences = async () =>
    ((await (await fetch(`${server.url}/api/v2/silences`)).json()) as Silence[]).filter(
      ({ status }) => status.state === 'active',
    );
  const ofKey = async (keyId: string) => (await silences()).filter(({ comment }) => comment.includes(keyId));
  const question = (keyId: string, alerts: Listed[], minutes = 15) => ({
    alertmanager,
    keyId,
    incident: 'INC-7K3FQ2',
    alerts: alerts.map(({ fingerprint, labels }) => ({ fingerprint, name: labels.alertname ?? '' })),
    until: inMinutes(minutes),
  });

  test('exactly the alerts of the incident are silenced, with who, why and until when; others of the same name are not', async () => {
    const keyId = randomUUID();
    const odd = 'a "quoted" \\ value\nof two lines, {braces} and ünïcode';
    const [ours, alsoOurs, theirs] = await fire(
      { alertname: 'Broken (all)', instance: 'a', odd },
      { alertname: 'Slow|er', instance: 'a' },
      { alertname: 'Broken (all)', instance: 'b', odd },
    );
    assert.ok(ours && alsoOurs && theirs);
    const { silenced, fires } = await keep(question(keyId, [ours, alsoOurs]));
    assert.deepEqual(silenced.toSorted(), [ours.fingerprint, alsoOurs.fingerprint].toSorted());
    assert.equal(fires.length, 2);
    await until(
      async () => (await listed()).filter(({ status }) => status.state === 'suppressed').length === 2,
      { deadlineMs: 60_000 },
    );
    const other = (await listed()).find(({ fingerprint }) => fingerprint === theirs.fingerprint);
    assert.deepEqual(other?.status.silencedBy, []);
    const [silence] = await ofKey(keyId);
    assert.equal(silence?.createdBy, 'mayday');
    assert.match(silence?.comment ?? '', /INC-7K3FQ2.*mayday show INC-7K3FQ2/);
    const lasts = Date.parse(silence?.endsAt ?? '') - Date.now();
    assert.ok(lasts > 13 * 60_000 && lasts <= 15 * 60_000, `${lasts} ms`);
  });

  test('asked again it renews what there is; there are never two of one alert, and one too many is ended', async () => {
    const keyId = randomUUID();
    const [alert] = await fire({ alertname: 'Renewed', instance: 'a' });
    assert.ok(alert);
    await keep(question(keyId, [alert], 5));
    const [first] = await ofKey(keyId);
    await keep(question(keyId, [alert], 5));
    await keep(question(keyId, [alert], 15));
    const [renewed, ...more] = await ofKey(keyId);
    assert.deepEqual(more, []);
    assert.ok(Date.parse(renewed?.endsAt ?? '') > Date.parse(first?.endsAt ?? '') + 9 * 60_000);

    const { matchers, createdBy, comment } = renewed as Silence;
    const twin = { matchers, createdBy, comment, startsAt: inMinutes(0), endsAt: inMinutes(20) };
    const made = await fetch(`${server.url}/api/v2/silences`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(twin),
    });
    assert.equal(made.status, 200);
    assert.equal((await ofKey(keyId)).length, 2);
    await keep(question(keyId, [alert], 16));
    assert.equal((await ofKey(keyId)).length, 1);
  });

  test('an alert that fires no more is neither silenced nor said to fire', async () => {
    const gone = {
      fingerprint: '0123456789abcdef',
      labels: { alertname: 'Gone' },
      status: { state: '', silencedBy: [] },
    };
    assert.deepEqual(await keep(question(randomUUID(), [gone])), { silenced: [], fires: [] });
  });

  test('an end takes what is ours only, and may be asked for again', async () => {
    const [ours, theirs] = [randomUUID(), randomUUID()];
    const [a, b] = await fire({ alertname: 'Ended', instance: 'a' }, { alertname: 'Ended', instance: 'b' });
    assert.ok(a && b);
    await keep(question(ours, [a]));
    await keep(question(theirs, [b]));
    assert.equal(await end({ alertmanager, keyId: ours }), 1);
    assert.equal(await end({ alertmanager, keyId: ours }), 0);
    assert.deepEqual((await ofKey(ours)).length, 0);
    assert.equal((await ofKey(theirs)).length, 1);
  });

  test('what keeps it from being asked is said: nothing there, no right to, something else; never with the token', async () => {
    const guarded = createServer(({ headers }, answer) => {
      answer
        .writeHead(headers.authorization === 'Bearer other' ? 200 : 401)
        .end(`no: ${headers.authorization}`);
    }).listen(0, '127.0.0.1');
    await once(guarded, 'listening');
    const { port } = guarded.address() as AddressInfo;
    const says = async (url: string, bearer?: string) => {
      const target = { ...alertmanager, url, ...(bearer ? { bearer } : {}) };
      try {
        await keep({ ...question(randomUUID(), []), alertmanager: target });
      } catch (error) {
        assert.ok(error instanceof ApplicationFailure);
        assert.ok(!error.message.includes(secret), error.message);
        return `${error.type}: ${error.message}`;
      }
      return assert.fail('it was asked');
    };
    settings.AWAY = `http://127.0.0.1:${await freePort()}`;
    settings.OTHER = 'other';
    assert.match(await says(`\${AWAY}`), /^TargetUnreachable: alertmanager \(http:.*nothing listens there/);
    const guardedUrl = `http://127.0.0.1:${port}`;
    assert.match(
      await says(guardedUrl, `\${ALERTMANAGER_TOKEN}`),
      /^NotAuthorised: .*does not let us in \(401\)/,
    );
    assert.match(await says(guardedUrl, `\${OTHER}`), /^InvalidInput: .*is no Alertmanager/);
    guarded.close();
  });
});
