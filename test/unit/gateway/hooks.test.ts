import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { Client } from '@temporalio/client';
import { createLogger } from '../../../client/gateway/logger.ts';
import { buildGateway } from '../../../client/gateway/server.ts';
import type { Catalogue, NamedHook } from '../../../systems/catalogue.ts';
import type { AlertsMessage } from '../../../workflows/contract/messages.ts';

const secret = 'canary-hook-secret';
const authorization = 'Bearer canary-hook-token';
const signed = (body: string) => createHmac('sha256', secret).update(body).digest('hex');
const sample = (name: string) =>
  readFileSync(new URL(`../../samples/${name}.json`, import.meta.url), 'utf8').trim();

const signature = { header: 'X-Sig', prefix: 'sha256=', timestampHeader: 'X-Time' };

type Settings = Parameters<typeof buildGateway>[0]['config'];

const set: Settings = {
  credentials: { bearer: ['canary-hook-token'] },
  hooks: { grafana: { secrets: [secret] }, sentry: { secrets: [secret] } },
  environment: { DEPLOYS: `another secret,${secret}`, OLD_TOKEN: secret },
};

const fields = { name: '/title', labels: {} };
const named: NamedHook[] = [
  { name: 'deploys', system: 'shop', entry: { secret: `\${DEPLOYS}`, signature, alerts: '/items', fields } },
  { name: 'old', system: 'shop', entry: { bearer: `\${OLD_TOKEN}`, fields } },
  { name: 'unset', system: 'shop', entry: { bearer: `\${UNSET}`, fields } },
];

/** A gateway whose Temporal records everything, or nothing. */
function gateway(config: Settings = set, away = false) {
  const lines: string[] = [];
  const signals: AlertsMessage[] = [];
  const client = {
    options: { namespace: 'default' },
    withDeadline: (_: number, call: () => unknown) => call(),
    workflow: {
      signalWithStart: async (_: string, { signalArgs }: { signalArgs: [AlertsMessage] }) => {
        if (away) throw new Error('Temporal is away');
        return { signaledRunId: `run ${signals.push(signalArgs[0])}` };
      },
      getHandle: () => ({ signal: async (_: unknown, message: AlertsMessage) => signals.push(message) }),
    },
  } as unknown as Client;
  const catalogue = { routes: () => [], hooks: () => named } as Partial<Catalogue> as Catalogue;
  const log = createLogger('trace', [secret], { write: (line) => lines.push(line) });
  const app = buildGateway({ config, client, catalogue, log });
  const send = async (
    sender: string,
    payload: string,
    headers: Record<string, string>,
    method: 'POST' | 'PUT' = 'POST',
  ) => {
    const answer = await app.inject({ method, url: `/hooks/${sender}`, headers, payload });
    return { status: answer.statusCode, body: answer.json(), headers: answer.headers };
  };
  return { app, send, signals, lines };
}

const grafana = (body: string) => ({ 'x-grafana-alerting-signature': signed(body) });
const sentry = (body: string, resource: string) => ({
  'sentry-hook-signature': signed(body),
  'sentry-hook-resource': resource,
  'sentry-hook-timestamp': '1795000000',
});

test('a signed message is recorded through the door of its sender', async () => {
  const { send, signals } = gateway();
  const body = sample('grafana-firing');
  for (const method of ['POST', 'PUT'] as const)
    assert.equal((await send('grafana', body, grafana(body), method)).status, 202);
  const event = sample('sentry-event-alert');
  assert.equal((await send('sentry', event, sentry(event, 'event_alert'))).status, 202);
  assert.deepEqual(
    signals.map(({ door, alerts }) => [door, alerts.length]),
    [
      ['grafana', 2],
      ['grafana', 2],
      ['sentry', 1],
    ],
  );
});

describe('a message that is not its sender’s is 401 and leaves nothing', () => {
  const body = sample('grafana-firing');
  const event = sample('sentry-event-alert');
  const cases: [name: string, sender: string, body: string, headers: Record<string, string>][] = [
    ['Grafana without a signature', 'grafana', body, {}],
    ['the token alone, where a signature is set up', 'grafana', body, { authorization }],
    ['a signature of another body', 'grafana', `${body} `, grafana(body)],
    ['Sentry without a signature', 'sentry', event, { 'sentry-hook-resource': 'event_alert' }],
    ['Sentry with the signature of another body', 'sentry', '{}', sentry(event, 'event_alert')],
    ['an installation that nobody signed', 'sentry', '{}', { 'sentry-hook-resource': 'installation' }],
  ];
  for (const [name, sender, sent, headers] of cases) {
    test(name, async () => {
      const { send, signals, lines } = gateway();
      const answer = await send(sender, sent, headers);
      assert.equal(answer.status, 401);
      assert.equal(signals.length, 0);
      const [refused] = lines.map((line) => JSON.parse(line)).filter((line) => line.refused);
      assert.deepEqual([refused.sender, refused.refused, refused.because], [sender, 1, answer.body.error]);
    });
  }

  test('without a secret Grafana shows the token, and Sentry is told what is not set up', async () => {
    const { send, signals } = gateway({ credentials: set.credentials });
    assert.equal((await send('grafana', body, {})).status, 401);
    assert.equal((await send('grafana', body, { authorization })).status, 202);
    const { status, body: says } = await send('sentry', event, { authorization });
    assert.equal(status, 401);
    assert.match(says.error, /^This hook is not set up: .* MAYDAY_SENTRY_SECRET\.$/);
    assert.equal(signals.length, 1);
  });

  test('with secrets of senders alone, Alertmanager is let in by nothing', async () => {
    const { send } = gateway({ ...set, credentials: {} });
    assert.equal((await send('alertmanager', '{}', { authorization })).status, 401);
    assert.equal((await send('grafana', body, grafana(body))).status, 202);
  });
});

test('a known sender that is not understood opens an incident that says who and why', async () => {
  const { send, signals } = gateway();
  const body = '{"version":"2","canary":"what it said"}';
  const answer = await send('grafana', body, grafana(body));
  assert.equal(answer.status, 202);
  assert.match(answer.body.notUnderstood, /^groupKey: found nothing/);
  assert.equal(answer.body.incidents.length, 1);
  const [{ door, alerts } = assert.fail()] = signals;
  const [alert] = alerts;
  assert.deepEqual(
    [door, alert?.status, alert?.labels],
    ['grafana', 'firing', { alertname: 'MessageNotUnderstood', sender: 'grafana' }],
  );
  assert.match(alert?.summary ?? '', /^A message of grafana was not understood: groupKey: found nothing/);
  assert.equal(alert?.annotations.body, body);

  const event = '{"action":"dance","data":{}}';
  assert.equal((await send('sentry', event, sentry(event, 'preprod_artifact'))).status, 202);
  assert.equal(signals[1]?.alerts[0]?.labels.sender, 'sentry');
});

test('the same mistake of a sender is the same alert within an hour, another is another', async () => {
  const { send, signals } = gateway();
  for (const body of ['{"version":"2"}', '{"version":"3"}', '{"groupKey":"k"}'])
    await send('grafana', body, grafana(body));
  const [first, again, other] = signals.map(({ alerts }) => alerts[0]);
  assert.deepEqual([again?.fingerprint, again?.startsAt], [first?.fingerprint, first?.startsAt]);
  assert.notEqual(other?.fingerprint, first?.fingerprint);
});

test('anybody’s message that is not understood is 400, and so is Alertmanager’s', async () => {
  const anyone = gateway({ credentials: 'anyone' });
  for (const sender of ['grafana', 'sentry', 'alertmanager']) {
    const { status, body } = await anyone.send(sender, '{', {});
    assert.deepEqual([status, /^The body is not JSON/.test(body.error)], [400, true], sender);
  }
  const known = gateway();
  assert.equal((await known.send('alertmanager', '{', { authorization })).status, 400);
  assert.equal(anyone.signals.length + known.signals.length, 0);
});

test('what concerns no incident is 200 and leaves nothing', async () => {
  const { send, signals } = gateway();
  const body = sample('sentry-installation');
  const answer = await send('sentry', body, sentry(body, 'installation'));
  assert.deepEqual(answer.body, { nothing: 'it tells of the integration itself' });
  assert.equal(answer.status, 200);
  assert.equal(signals.length, 0);
});

describe('a sender of the catalogue', () => {
  const body = '{"items":[{"title":"A"},{"title":"B"}]}';
  const time = () => String(Math.floor(Date.now() / 1_000));
  const bySecret = (text: string, at = time()) => ({
    'x-time': at,
    'x-sig': `sha256=${signed(`${at}:${text}`)}`,
  });

  test('is let in with its signature or token, and is the door of its alerts', async () => {
    const { send, signals } = gateway();
    assert.equal((await send('generic/deploys', body, bySecret(body))).status, 202);
    const one = '{"title":"C"}';
    const token = { authorization: `Bearer ${secret}` };
    assert.equal((await send('generic/old', one, token, 'PUT')).status, 202);
    assert.deepEqual(
      signals.map(({ door, alerts }) => [door, alerts[0]?.name]),
      [
        ['deploys', 'A'],
        ['deploys', 'B'],
        ['old', 'C'],
      ],
    );
  });

  test('is refused without, or an old time', async () => {
    const { send, signals } = gateway();
    const refused = [
      await send('generic/deploys', body, { authorization: `Bearer ${secret}` }),
      await send('generic/deploys', `${body} `, bySecret(body)),
      await send('generic/deploys', body, bySecret(body, '1700000000')),
      await send('generic/old', body, bySecret(body)),
      await send('generic/unset', body, { authorization: 'Bearer ' }),
    ];
    assert.deepEqual(
      refused.map(({ status }) => status),
      [401, 401, 401, 401, 401],
    );
    assert.equal(refused[4]?.body.error, 'The hook unset is not set up: the gateway has no UNSET.');
    assert.equal(signals.length, 0);
  });

  test('of no name there is 404, and 405 names the methods', async () => {
    const { send, app } = gateway();
    for (const name of ['deploy', 'constructor', '%2e%2e'])
      assert.equal((await send(`generic/${name}`, body, {})).status, 404, name);
    const answer = await app.inject({ method: 'GET', url: '/hooks/generic/deploys' });
    assert.equal(answer.headers.allow, 'POST, PUT');
  });

  test('loses no alert where its mapping finds only some, or none', async () => {
    const { send, signals } = gateway();
    const some = '{"items":[{"title":"A"},{"name":"B"}]}';
    assert.equal((await send('generic/deploys', some, bySecret(some))).body.incidents.length, 2);
    const none = '{"things":[]}';
    const { status, body: says } = await send('generic/deploys', none, bySecret(none));
    assert.deepEqual(
      [status, says.notUnderstood],
      [202, '/items: found nothing; expected the list of alerts.'],
    );
    assert.deepEqual(
      signals.map(({ alerts }) => alerts[0]?.name),
      ['A', 'MessageNotUnderstood', 'MessageNotUnderstood'],
    );
    assert.match(
      signals[1]?.alerts[0]?.summary ?? '',
      /of deploys was not understood: \/items\/1\/title: found nothing/,
    );
  });
});

test('what cannot be recorded is 503 with when to come back, understood or not', async () => {
  const { send } = gateway(set, true);
  for (const body of [sample('grafana-firing'), '{']) {
    const answer = await send('grafana', body, grafana(body));
    assert.equal(answer.status, 503);
    assert.equal(answer.headers['retry-after'], '5');
    assert.match(answer.body.error, /^The message is not on record, send it again: /);
  }
});

test('above 5 MB is 413 at every hook', async () => {
  const { send } = gateway();
  const body = ' '.repeat(5 * 1024 * 1024 + 1);
  assert.equal((await send('grafana', body, grafana(body))).status, 413);
  assert.equal((await send('sentry', body, sentry(body, 'issue'))).status, 413);
});

test('no secret is in the log', async () => {
  const { send, lines } = gateway();
  const body = JSON.stringify({ text: secret });
  await send('grafana', body, grafana(body));
  await send('grafana', body, { 'x-grafana-alerting-signature': secret });
  assert.ok(lines.length > 2);
  for (const line of lines) assert.ok(!line.includes(secret), line);
});
