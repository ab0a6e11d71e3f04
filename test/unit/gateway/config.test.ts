import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { readConfig } from '../../../client/gateway/config.ts';
import { newKeyPair } from '../../../client/keys/private-key.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'mayday-gateway-config-'));
after(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string) => {
  writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
};
const enough = { MAYDAY_HOOK_TOKEN: 'canary-token', MAYDAY_CATALOGUE: folder };

test('a token is all that must be set', () => {
  const { host, port, logLevel, credentials } = readConfig(enough);
  assert.deepEqual({ host, port, logLevel }, { host: '127.0.0.1', port: 8080, logLevel: 'info' });
  assert.deepEqual(credentials, { bearer: ['canary-token'], basic: undefined });
});

test('an empty variable counts as not set', () => {
  assert.equal(readConfig({ ...enough, MAYDAY_GATEWAY_PORT: '', MAYDAY_HOOK_USER: ' ' }).port, 8080);
});

test('secrets may be files', () => {
  const { credentials, environment } = readConfig({
    MAYDAY_CATALOGUE: folder,
    MAYDAY_HOOK_USER: 'am',
    MAYDAY_HOOK_PASSWORD_FILE: file('password', 'secret\n'),
    TEMPORAL_API_KEY_FILE: file('key', 'api key\n'),
  });
  assert.deepEqual(credentials, { bearer: undefined, basic: { user: 'am', passwords: ['secret'] } });
  assert.equal(environment.TEMPORAL_API_KEY, 'api key');
});

test('on-call is reached without Temporal where a routing key is set', () => {
  assert.equal(readConfig(enough).watchman, undefined);
  const routingKey = 'R0123456789abcdefghij0123456789a';
  const config = readConfig({ ...enough, MAYDAY_PAGERDUTY_ROUTING_KEY_FILE: file('routing', routingKey) });
  assert.deepEqual(config.watchman, { routingKey, url: 'https://events.pagerduty.com' });
  assert.ok(config.secrets.includes(routingKey));
  assert.throws(
    () =>
      readConfig({
        ...enough,
        MAYDAY_PAGERDUTY_ROUTING_KEY: 'a key',
        MAYDAY_PAGERDUTY_EVENTS_URL: 'events.pagerduty.com',
      }),
    /MAYDAY_PAGERDUTY_ROUTING_KEY cannot be used; write the integration key .*\nMAYDAY_PAGERDUTY_EVENTS_URL is "events\.pagerduty\.com"; write an address/,
  );
});

test('Slack takes a signing secret and a token, and a key as a file or in one line', () => {
  const { privateKeyPem } = newKeyPair();
  const slack = { MAYDAY_SLACK_SIGNING_SECRET: 'signing secret', MAYDAY_SLACK_TOKEN: 'xoxb-1' };
  const door = { signingSecrets: ['signing secret'], token: 'xoxb-1' };
  assert.equal(readConfig(enough).slack, undefined);
  assert.deepEqual(readConfig({ ...enough, ...slack }).slack, door);
  const rotating = { ...slack, MAYDAY_SLACK_SIGNING_SECRET: 'new-secret-1,old-secret-1' };
  assert.deepEqual(readConfig({ ...enough, ...rotating }).slack?.signingSecrets, [
    'new-secret-1',
    'old-secret-1',
  ]);
  assert.ok(readConfig({ ...enough, ...rotating }).secrets.includes('old-secret-1'));
  const socket = { MAYDAY_SLACK_TOKEN: 'xoxb-1', MAYDAY_SLACK_APP_TOKEN: 'xapp-1' };
  assert.deepEqual(readConfig({ ...enough, ...socket }).slack, {
    signingSecrets: [],
    token: 'xoxb-1',
    appToken: 'xapp-1',
  });
  for (const key of [
    { MAYDAY_GATEWAY_KEY_FILE: file('gateway.pem', privateKeyPem) },
    { MAYDAY_GATEWAY_KEY: privateKeyPem.replaceAll('\n', '\\n') },
  ]) {
    const config = readConfig({ ...enough, ...slack, ...key });
    assert.deepEqual(config.slack, { ...door, gatewayKey: privateKeyPem.trim() });
    assert.ok(config.secrets.includes(privateKeyPem.split('\n')[1] ?? ''));
  }
});

test('a token, a password and a secret may be several, each masked by itself', () => {
  const { credentials, hooks, secrets } = readConfig({
    MAYDAY_CATALOGUE: folder,
    MAYDAY_HOOK_TOKEN: 'new-token, old-token',
    MAYDAY_HOOK_USER: 'am',
    MAYDAY_HOOK_PASSWORD_FILE: file('passwords', 'new-password,old-password\n'),
    MAYDAY_GRAFANA_SECRET: 'grafana-new,grafana-old,',
    MAYDAY_GRAFANA_TIMESTAMP_HEADER: 'X-Time',
    MAYDAY_SENTRY_SECRET: 'short',
  });
  assert.deepEqual(credentials, {
    bearer: ['new-token', 'old-token'],
    basic: { user: 'am', passwords: ['new-password', 'old-password'] },
  });
  assert.deepEqual(hooks, {
    grafana: { secrets: ['grafana-new', 'grafana-old'], timestampHeader: 'X-Time' },
    sentry: { secrets: ['short'] },
  });
  for (const secret of ['old-token', 'old-password', 'grafana-old', 'short'])
    assert.ok(secrets.includes(secret));
});

test('where a sender signs no token is needed, and without one nobody else is let in', () => {
  const { credentials } = readConfig({ MAYDAY_CATALOGUE: folder, MAYDAY_SENTRY_SECRET: 'canary-secret' });
  assert.deepEqual(credentials, {});
});

test('without credentials anyone may send only if that is asked for, on a loopback address', () => {
  const open = { MAYDAY_HOOK_ALLOW_ANYONE: '1', MAYDAY_CATALOGUE: folder };
  for (const host of ['127.0.0.1', '127.1.2.3', 'localhost', '::1']) {
    assert.equal(readConfig({ ...open, MAYDAY_GATEWAY_HOST: host }).credentials, 'anyone');
  }
  for (const host of ['0.0.0.0', '::', '10.0.0.1', '127.0.0.1.example.test']) {
    assert.throws(
      () => readConfig({ ...open, MAYDAY_GATEWAY_HOST: host }),
      /works on a loopback address only/,
    );
  }
});

describe('a wrong value stops the start with a sentence', () => {
  const cases: [name: string, environment: Record<string, string>, says: RegExp][] = [
    ['no credentials', { MAYDAY_HOOK_TOKEN: '' }, /^Nobody may send alerts: set MAYDAY_HOOK_TOKEN/],
    ['a port in words', { MAYDAY_GATEWAY_PORT: 'http' }, /^MAYDAY_GATEWAY_PORT is "http"; write a number/],
    ['a port too high', { MAYDAY_GATEWAY_PORT: '70000' }, /^MAYDAY_GATEWAY_PORT is "70000"; write a number/],
    ['a log level', { MAYDAY_LOG_LEVEL: 'loud' }, /^MAYDAY_LOG_LEVEL is "loud"; write trace, debug/],
    [
      'a catalogue that is no folder',
      { MAYDAY_CATALOGUE: '/nowhere' },
      /^MAYDAY_CATALOGUE is "\/nowhere", which is not a folder/,
    ],
    [
      'a user without password',
      { MAYDAY_HOOK_USER: 'am' },
      /^MAYDAY_HOOK_USER and MAYDAY_HOOK_PASSWORD belong together/,
    ],
    [
      'a user with a colon',
      { MAYDAY_HOOK_USER: 'a:m', MAYDAY_HOOK_PASSWORD: 'x' },
      /^MAYDAY_HOOK_USER cannot be used; write it without the colon/,
    ],
    ['open and closed at once', { MAYDAY_HOOK_ALLOW_ANYONE: '1' }, /contradicts the credentials/],
    ['yes instead of 1', { MAYDAY_HOOK_ALLOW_ANYONE: 'yes' }, /^MAYDAY_HOOK_ALLOW_ANYONE is "yes"; write 1/],
    [
      "Slack's secret without its token",
      { MAYDAY_SLACK_SIGNING_SECRET: 'canary-token-2' },
      /^MAYDAY_SLACK_TOKEN and one of MAYDAY_SLACK_SIGNING_SECRET and MAYDAY_SLACK_APP_TOKEN belong together/,
    ],
    [
      'a key of the gateway that is none',
      { MAYDAY_GATEWAY_KEY: 'canary-token-3' },
      /^MAYDAY_GATEWAY_KEY cannot be used; write an Ed25519 key .*: it holds no private key/,
    ],
    [
      'a list of secrets with a short one: a comma in a secret',
      { MAYDAY_HOOK_TOKEN: 'x,canary-token-4' },
      /^MAYDAY_HOOK_TOKEN cannot be used; write secrets of 8 .* since there is a comma in it/,
    ],
    [
      'commas alone',
      { MAYDAY_SENTRY_SECRET: ',' },
      /^MAYDAY_SENTRY_SECRET cannot be used; .* it holds commas only/,
    ],
    [
      'a time of Grafana without its secret',
      { MAYDAY_GRAFANA_TIMESTAMP_HEADER: 'X-Time' },
      /^MAYDAY_GRAFANA_TIMESTAMP_HEADER belongs to MAYDAY_GRAFANA_SECRET/,
    ],
    [
      'a header that is none',
      { MAYDAY_GRAFANA_SECRET: 'canary-token-5', MAYDAY_GRAFANA_TIMESTAMP_HEADER: 'X Time' },
      /^MAYDAY_GRAFANA_TIMESTAMP_HEADER is "X Time"; write what stands/,
    ],
    [
      'a secret twice',
      { MAYDAY_HOOK_TOKEN_FILE: '/nowhere' },
      /^MAYDAY_HOOK_TOKEN and MAYDAY_HOOK_TOKEN_FILE are both set/,
    ],
    [
      'a file that is not there',
      { MAYDAY_HOOK_TOKEN: '', MAYDAY_HOOK_TOKEN_FILE: '/nowhere' },
      /^MAYDAY_HOOK_TOKEN_FILE names "\/nowhere", which cannot be read/,
    ],
    [
      'a secret of PagerDuty that is too short for a list',
      { MAYDAY_PAGERDUTY_WEBHOOK_SECRET: 'canary-token,x' },
      /^MAYDAY_PAGERDUTY_WEBHOOK_SECRET cannot be used; write secrets of 8/,
    ],
  ];
  for (const [name, environment, says] of cases) {
    test(name, () => {
      assert.throws(
        () => readConfig({ ...enough, ...environment }),
        ({ message }: Error) => says.test(message) && !message.includes('canary-token'),
      );
    });
  }

  test('all at once', () => {
    const wrong = { ...enough, MAYDAY_GATEWAY_PORT: 'x', MAYDAY_LOG_LEVEL: 'y' };
    assert.throws(
      () => readConfig(wrong),
      ({ message }: Error) => message.split('\n').length === 2,
    );
  });
});

test('PagerDuty may have several secrets, and its token is as secret as they are', () => {
  const { hooks, secrets } = readConfig({
    ...enough,
    MAYDAY_PAGERDUTY_WEBHOOK_SECRET: 'canary-new-secret, canary-old-secret',
    MAYDAY_PAGERDUTY_TOKEN: 'canary-rest-token',
  });
  assert.deepEqual(hooks?.pagerDuty, {
    secrets: ['canary-new-secret', 'canary-old-secret'],
    api: { token: 'canary-rest-token', url: 'https://api.pagerduty.com' },
  });
  assert.ok(secrets.includes('canary-rest-token'));
});
