import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApplicationFailure } from '@temporalio/common';
import { knowSecrets } from '../../../settings/secrets.ts';
import { createLogger, temporalLogger } from '../../../worker/logger.ts';
import { maskActivities, maskChannel } from '../../../worker/masking.ts';

const canary = 'c4n@ry "quoted" pässword';
const url = `postgres://app:${encodeURIComponent(canary)}@db.example:5432/shop?sslmode=require`;

function collecting() {
  const output = { text: '', write: (line: string) => (output.text += line) };
  return output;
}

test('a URL is no secret, its password is, in every spelling', () => {
  const secrets = knowSecrets({});
  secrets.learn('SHOP_DB', url);
  assert.equal(
    secrets.mask(`could not reach ${url}`),
    'could not reach postgres://app:***@db.example:5432/shop?sslmode=require',
  );
  assert.equal(secrets.mask(canary), '***');
  assert.equal(secrets.mask(JSON.stringify({ canary })), '{"canary":"***"}');
  assert.equal(secrets.mask(`Basic ${Buffer.from(`app:${canary}`).toString('base64')}`), 'Basic ***');
  assert.equal(secrets.mask(Buffer.from(canary).toString('base64')), '***');
  assert.equal(secrets.mask('db.example:5432/shop'), 'db.example:5432/shop');
});

test('a secret in the query of a URL is masked as it stands there, too', () => {
  const secrets = knowSecrets({});
  const shop = new URL('http://shop.example/?path=/health&key=');
  shop.search += encodeURIComponent("it's a canary+é");
  secrets.learn('SHOP_URL', shop.href);
  assert.equal(secrets.mask(shop.href), 'http://shop.example/?path=/health&key=***');
  assert.equal(secrets.mask("asked with it's a canary+é"), 'asked with ***');
});

test('secrets of the environment are known before anybody resolves them', () => {
  const secrets = knowSecrets({
    PGPASSWORD: 'canary-pg-1',
    SLACK_BOT_TOKEN: 'canary-slack-2',
    TEMPORAL_TLS_CLIENT_KEY_DATA: 'canary-key-3',
    STATUS_API_KEY: 'canary-status-4',
    CHAT_WEBHOOK: 'https://chat.example/hooks/canary-5',
    REPORT_DSN: 'host=db user=app password=canary-pg-6 dbname=shop',
    CACHE_URL: 'redis://:canary-redis-7@cache:6379',
    HOST_NAME: 'worker-host-12',
  });
  secrets.learn('REPORT_DSN', 'host=db user=app password=canary-pg-6 dbname=shop');
  for (const value of [1, 2, 3, 4, 5, 6, 7].map((n) => new RegExp(`canary-[a-z-]*${n}`))) {
    const said = secrets.mask(
      'canary-pg-1 canary-slack-2 canary-key-3 canary-status-4 https://chat.example/hooks/canary-5 canary-pg-6 canary-redis-7',
    );
    assert.doesNotMatch(said, value);
  }
  assert.equal(secrets.mask('worker-host-12'), 'worker-host-12');
});

test('a password that is a word is masked where it stands as one, and spoils no other sentence', () => {
  const secrets = knowSecrets({ DB: 'postgres://postgres:postgres@db/postgres' });
  assert.equal(
    secrets.mask('postgres answers at postgres://postgres:postgres@db/postgres'),
    'postgres answers at postgres://postgres:***@db/postgres',
  );
  assert.equal(
    secrets.mask("connect user=app password='postgres' host=db"),
    'connect user=app password=*** host=db',
  );
});

// A history is a megabyte of it, and while it is masked the worker does nothing else.
test('a long text is masked in no time, whatever is in it', () => {
  const secrets = knowSecrets({ API_TOKEN: 'canary-token-1' });
  for (const part of ['a', 'AAAA', '://', '://a:', 'password=', "password='", ':', '@', 'x.', '\n']) {
    const text = part.repeat(1_000_000 / part.length);
    const before = process.cpuUsage().user;
    secrets.mask(`${text} canary-token-1 db://app:canary@db`);
    assert.ok(process.cpuUsage().user - before < 1_000_000, `${part} takes too long`);
  }
});

test('plain data is copied only where it holds a secret', () => {
  const secrets = knowSecrets({ A_TOKEN: 'canary-token-1' });
  const clean = { a: [1, 'x', { b: null }] };
  assert.equal(secrets.maskAll(clean), clean);
  assert.deepEqual(secrets.maskAll({ a: ['canary-token-1', 2], at: null }), { a: ['***', 2], at: null });
});

test('no log line has a secret: message, fields, errors with causes, known field names', () => {
  const secrets = knowSecrets({ DB: url });
  const output = collecting();
  const log = createLogger('info', secrets, output);
  log.info(
    { url, headers: { authorization: 'Bearer unknown-secret' }, password: 'unknown' },
    `with ${canary}`,
  );
  log.error({ err: new Error(`at ${url}`, { cause: new Error(canary) }) }, 'failed');
  temporalLogger(log).error('SDK says', { error: new Error(canary) });
  assert.equal(output.text.trim().split('\n').length, 3);
  assert.doesNotMatch(output.text, /c4n|unknown/);
  for (const line of output.text.trim().split('\n')) JSON.parse(line);
});

test('core says the same thing once in half a minute', () => {
  const output = collecting();
  let now = 0;
  const log = temporalLogger(createLogger('info', knowSecrets({}), output), () => now);
  for (; now < 60_000; now += 100) log.warn('gRPC call retried', { sdkComponent: 'core', target: 'retry' });
  assert.equal(output.text.trim().split('\n').length, 2);
});

test('what an activity answers or throws enters no history with a secret in it', async () => {
  const secrets = knowSecrets({ A_TOKEN: 'canary-token-1' });
  const output = collecting();
  const [factory] = maskActivities(secrets, createLogger('info', secrets, output)).activity ?? [];
  assert.ok(factory);
  const { inbound } = factory({ info: { activityType: 'x' } } as never);
  const run = (activity: () => Promise<unknown>) => inbound?.execute?.({ args: [], headers: {} }, activity);

  assert.deepEqual(await run(async () => ({ says: 'with canary-token-1' })), { says: 'with ***' });
  assert.match(output.text, /an activity answered with a secret/);
  const thrown = ApplicationFailure.create({
    message: 'Bearer canary-token-1 was refused',
    type: 'NotAuthorised',
    nonRetryable: true,
    details: [{ token: 'canary-token-1' }],
    cause: new Error('401 for canary-token-1'),
  });
  await assert.rejects(
    async () => run(async () => Promise.reject(thrown)),
    (error: ApplicationFailure) => {
      assert.ok(error instanceof ApplicationFailure);
      assert.equal(error.type, 'NotAuthorised');
      assert.ok(error.nonRetryable);
      const all = [
        error.message,
        error.stack,
        JSON.stringify(error.details),
        error.cause?.message,
        error.cause?.stack,
      ];
      assert.doesNotMatch(all.join('\n'), /canary/);
      return true;
    },
  );
});

test('channels hear no secret', async () => {
  const heard: unknown[] = [];
  const channel = maskChannel(
    { say: async (...notices) => void heard.push(...notices) },
    knowSecrets({ A_TOKEN: 'canary-token-1' }),
  );
  await channel.say({ text: 'canary-token-1', details: ['see canary-token-1'] } as never);
  assert.deepEqual(heard, [{ text: '***', details: ['see ***'] }]);
});
