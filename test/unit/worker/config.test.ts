import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { ApplicationFailure } from '@temporalio/common';
import { ConfigRefused, readConfig } from '../../../worker/config.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'mayday-config-'));
after(() => rmSync(folder, { recursive: true }));
const bundle = path.join(folder, 'bundle.js');
writeFileSync(bundle, '');

const home = { HOME: folder, MAYDAY_CATALOGUE: folder };

function fileWith(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

function refusal(env: Record<string, string>): string {
  try {
    readConfig({ ...home, ...env });
  } catch (error) {
    assert.ok(error instanceof ConfigRefused, String(error));
    return error.message;
  }
  return 'nothing was refused';
}

function says(pattern: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof ApplicationFailure);
    assert.equal(error.type, 'InvalidInput');
    assert.ok(error.nonRetryable);
    assert.match(error.message, pattern);
    return true;
  };
}

test('nothing set is a whole config; records go to the user’s data, the channel’s log to the state', () => {
  const config = readConfig({ ...home });
  assert.deepEqual(
    { ...config, resolve: undefined, secrets: undefined, temporal: undefined },
    {
      catalogue: folder,
      archive: path.join(folder, '.local/share/mayday/archive'),
      channelLog: path.join(folder, '.local/state/mayday/channel.jsonl'),
      pools: ['main'],
      coordinates: true,
      hostRoot: '',
      stickyTimeout: 1_000,
      tuning: { cachedWorkflows: 500, poolSlots: new Map([[undefined, 50]]) },
      logLevel: 'info',
      allowedAddresses: [],
      namespace: 'default',
      encryption: { keys: new Map() },
      gatewayKeys: [],
      remarks: [],
      tracing: {},
      ownParts: [],
      ownWorkloads: [],
      resolve: undefined,
      secrets: undefined,
      temporal: undefined,
    },
  );
});

test('XDG folders are honoured, and an empty variable counts as not set', () => {
  const config = readConfig({
    ...home,
    XDG_DATA_HOME: '/data',
    XDG_STATE_HOME: '/state',
    MAYDAY_POOLS: '',
    MAYDAY_WORKFLOW_BUNDLE: '',
  });
  assert.equal(config.archive, '/data/mayday/archive');
  assert.equal(config.channelLog, '/state/mayday/channel.jsonl');
  assert.deepEqual(config.pools, ['main']);
  assert.deepEqual([config.coordinates, config.hostRoot], [true, '']);
});

test('everything set is taken', () => {
  const config = readConfig({
    ...home,
    MAYDAY_ARCHIVE_DIR: '/a',
    MAYDAY_CHANNEL_LOG: '/b/c.jsonl',
    MAYDAY_POOLS: 'main, eu-west,main',
    MAYDAY_COORDINATES: 'no',
    MAYDAY_HOST_ROOT: '/',
    MAYDAY_WORKFLOW_BUNDLE: bundle,
    MAYDAY_STICKY_TIMEOUT: '1500ms',
    MAYDAY_LOG_LEVEL: 'debug',
    TEMPORAL_ADDRESS: '127.0.0.1:7777',
    TEMPORAL_NAMESPACE: 'incidents',
    TEMPORAL_API_KEY: 'canary-api-key-1',
  });
  assert.equal(config.archive, '/a');
  assert.equal(config.channelLog, '/b/c.jsonl');
  assert.deepEqual(config.pools, ['main', 'eu-west']);
  assert.deepEqual([config.coordinates, config.hostRoot], [false, '']);
  assert.equal(config.workflowBundle, bundle);
  assert.equal(config.stickyTimeout, 1_500);
  assert.equal(config.logLevel, 'debug');
  assert.equal(config.temporal.connectionOptions.address, '127.0.0.1:7777');
  assert.equal(config.temporal.connectionOptions.apiKey, 'canary-api-key-1');
  assert.equal(config.namespace, 'incidents');
});

const wrong: [string, Record<string, string>, string][] = [
  [
    'a catalogue that is no folder',
    { MAYDAY_CATALOGUE: '/nowhere' },
    'MAYDAY_CATALOGUE is "/nowhere", which is not a folder; write the path of one.',
  ],
  [
    'pools with odd names',
    { MAYDAY_POOLS: 'main,EU West' },
    'MAYDAY_POOLS is "main,EU West"; write names of lower-case letters, digits and dashes with commas between, e.g. main,eu-west.',
  ],
  [
    'a bundle that is not there',
    { MAYDAY_WORKFLOW_BUNDLE: '/nowhere.js' },
    'MAYDAY_WORKFLOW_BUNDLE is "/nowhere.js", which is not a file; write the path of one.',
  ],
  [
    'a half-hearted coordination',
    { MAYDAY_COORDINATES: 'maybe' },
    'MAYDAY_COORDINATES is "maybe"; write yes or no.',
  ],
  [
    'the root of a host that is not there',
    { MAYDAY_HOST_ROOT: '/nowhere' },
    'MAYDAY_HOST_ROOT is "/nowhere", which is not a folder; write the path of one.',
  ],
  [
    'a folder of manifests that is none',
    { MAYDAY_MANIFESTS: '/nowhere' },
    'MAYDAY_MANIFESTS is "/nowhere", which is not a folder; write the path of one.',
  ],
  [
    'a sticky time-out without a unit',
    { MAYDAY_STICKY_TIMEOUT: '5' },
    'MAYDAY_STICKY_TIMEOUT is "5"; write a time between 100ms and 60s, e.g. 1s.',
  ],
  [
    'a sticky time-out out of bounds',
    { MAYDAY_STICKY_TIMEOUT: '2m' },
    'MAYDAY_STICKY_TIMEOUT is "2m"; write a time between 100ms and 60s, e.g. 1s.',
  ],
  [
    'a log level of another tool',
    { MAYDAY_LOG_LEVEL: 'verbose' },
    'MAYDAY_LOG_LEVEL is "verbose"; write trace, debug, info, warn, error, fatal or silent.',
  ],
  [
    'a secret given twice',
    { TEMPORAL_API_KEY: 'canary-1', TEMPORAL_API_KEY_FILE: bundle },
    'TEMPORAL_API_KEY and TEMPORAL_API_KEY_FILE are both set: keep one of them.',
  ],
  [
    'a secret’s file that is not there',
    { TEMPORAL_API_KEY_FILE: '/nowhere' },
    'TEMPORAL_API_KEY_FILE names "/nowhere", which cannot be read (ENOENT): write the file\'s path.',
  ],
];
for (const [title, env, sentence] of wrong) {
  test(`refused with a sentence: ${title}`, () => assert.equal(refusal(env), sentence));
}

test('a Temporal profile that does not exist is refused by name', () => {
  assert.match(refusal({ TEMPORAL_PROFILE: 'no-such' }), /^The Temporal settings cannot be used: .*no-such/);
});

test('all that is wrong is said at once, a line each', () => {
  assert.equal(
    refusal({ MAYDAY_LOG_LEVEL: 'x', MAYDAY_POOLS: '!', TEMPORAL_API_KEY_FILE: '/x' }).split('\n').length,
    3,
  );
});

test('a secret may be in a file; a renewed one counts at once', () => {
  const key = fileWith('api-key', 'canary-from-file\n');
  const password = fileWith('password', 'first-canary-pw\n');
  const config = readConfig({ ...home, TEMPORAL_API_KEY_FILE: key, DB_PASSWORD_FILE: password });
  assert.equal(config.temporal.connectionOptions.apiKey, 'canary-from-file');
  assert.equal(
    config.resolve(`postgres://app:\${DB_PASSWORD}@db/shop`),
    'postgres://app:first-canary-pw@db/shop',
  );
  fileWith('password', 'second-canary-pw\n');
  assert.equal(config.resolve(`\${DB_PASSWORD}`), 'second-canary-pw');
  assert.equal(config.secrets.mask('canary-from-file first-canary-pw second-canary-pw'), '*** *** ***');
});

test('references take the environment as it was at the start', () => {
  const env: Record<string, string> = { ...home, SHOP_HOST: 'shop.example', SHOP_PORT: '8080' };
  const { resolve } = readConfig(env);
  env.SHOP_HOST = 'evil.example';
  assert.equal(resolve(`http://\${SHOP_HOST}:\${SHOP_PORT}/health`), 'http://shop.example:8080/health');
  assert.equal(resolve('no reference, $HOME and {BRACES}'), 'no reference, $HOME and {BRACES}');
});

test('a reference to nothing is InvalidInput and names the variable', () => {
  const { resolve } = readConfig({ ...home, BOTH: 'a', BOTH_FILE: bundle, GONE_FILE: '/nowhere' });
  assert.throws(
    () => resolve(`postgres://\${SHOP_DB_URL}`),
    says(/^SHOP_DB_URL is not set .*SHOP_DB_URL_FILE/),
  );
  assert.throws(() => resolve(`\${BOTH}`), says(/BOTH and BOTH_FILE are both set/));
  assert.throws(
    () => resolve(`\${GONE}`),
    says(/GONE_FILE names "\/nowhere", which cannot be read \(ENOENT\)/),
  );
  assert.throws(() => resolve(`\${not a name}`), says(/"\$\{not a name\}" names no variable/));
  assert.throws(() => resolve(`\${OPEN`), says(/"\$\{OPEN" names no variable/));
});

test('a refusal repeats no secret', () => {
  const message = refusal({ MAYDAY_LOG_LEVEL: 'canary-token-77', SOME_TOKEN: 'canary-token-77' });
  assert.equal(message, 'MAYDAY_LOG_LEVEL is "***"; write trace, debug, info, warn, error, fatal or silent.');
});

test('what Mayday itself hangs on is read by host, port and database, or by its place in a cluster; anything else is refused', () => {
  const { ownParts, ownWorkloads } = readConfig({
    ...home,
    MAYDAY_OWN_PARTS:
      'postgres://temporal-db:5432/temporal, kubernetes://mayday/deployment/worker, postgresql://mayday:secret@10.0.0.7/',
  });
  assert.deepEqual(ownWorkloads, [{ namespace: 'mayday', workload: { kind: 'deployment', name: 'worker' } }]);
  assert.deepEqual(ownParts, [
    { says: 'temporal-db:5432/temporal', server: 'temporal-db:5432', database: 'temporal' },
    { says: '10.0.0.7:5432', server: '10.0.0.7:5432', user: 'mayday' },
  ]);
  assert.match(
    refusal({ MAYDAY_OWN_PARTS: 'temporal-db' }),
    /^MAYDAY_OWN_PARTS is not understood; write postgres:\/\/host:port\/database, kubernetes:\/\/namespace\/deployment\/name/,
  );
});
