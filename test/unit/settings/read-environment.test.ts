import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { allSettings } from '../../../settings/all.ts';
import { readEnvironment } from '../../../settings/read-environment.ts';
import type { Reader, Setting } from '../../../settings/setting.ts';
import { examples } from './examples.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'mayday-settings-'));
after(() => rmSync(folder, { recursive: true }));
const home = { HOME: folder, MAYDAY_CATALOGUE: folder };
const file = (name: string, text: string) => {
  writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
};
const processes: readonly Reader[] = ['worker', 'gateway', 'CLI', 'codec server'];

describe('Every variable of a process', () => {
  for (const [written, { readBy }] of Object.entries<Setting>(allSettings)) {
    const name = written.replace('*', 'TEAM');
    for (const reader of processes.filter((each) => readBy.includes(each))) {
      test(`${name} may stand in a file, for the ${reader}`, () => {
        const value = examples(folder)[written];
        assert.ok(value, `give test/unit/settings/examples.ts a value of ${written}`);
        const { HOME } = home;
        const given = readEnvironment({ HOME, [name]: value }, reader);
        const inFile = readEnvironment({ HOME, [`${name}_FILE`]: file(name, `${value}\n`) }, reader);
        for (const each of [given, inFile])
          assert.deepEqual(
            each.wrong.filter((sentence) => sentence.includes(name)),
            [],
          );
        assert.deepEqual(inFile.values, given.values);
        assert.equal(inFile.resolved[name], value);
        assert.equal(inFile.resolved[`${name}_FILE`], undefined);
        assert.notDeepEqual(given.values, readEnvironment({ HOME }, reader).values);
      });
    }
  }
});

test('both, a file that is not there and an empty one are told, a sentence each', () => {
  const { wrong } = readEnvironment(
    {
      ...home,
      MAYDAY_SLACK_TOKEN: 'canary-token-1',
      MAYDAY_SLACK_TOKEN_FILE: file('token', 'canary-token-2'),
      MAYDAY_POOLS_FILE: '/nowhere',
      MAYDAY_AUDIT_KEY_FILE: file('empty', '\n'),
      MAYDAY_ENCRYPTION_KEYS_FILE: folder,
    },
    'worker',
  );
  assert.deepEqual(wrong, [
    `MAYDAY_ENCRYPTION_KEYS_FILE names "${folder}", which cannot be read (EISDIR): write the file's path.`,
    'MAYDAY_POOLS_FILE names "/nowhere", which cannot be read (ENOENT): write the file\'s path.',
    'MAYDAY_SLACK_TOKEN and MAYDAY_SLACK_TOKEN_FILE are both set: keep one of them.',
    `MAYDAY_AUDIT_KEY_FILE names "${path.join(folder, 'empty')}", which is empty.`,
  ]);
});

test('a secret that stands where a path should, or in the file of another variable, is not repeated', () => {
  const { wrong } = readEnvironment(
    {
      ...home,
      MAYDAY_SLACK_TOKEN_FILE: 'xoxb-canary',
      MAYDAY_POOLS_FILE: file('pools', 'Canary Pools'),
      MAYDAY_PAGERDUTY_URL: 'https://canary@api.pagerduty.com',
      MAYDAY_LOG_LEVEL: 'canary-password',
      SHOP_PASSWORD: 'canary-password',
    },
    'worker',
  );
  assert.equal(wrong.length, 4);
  assert.ok(!wrong.join('\n').toLowerCase().includes('canary'), wrong.join('\n'));
});

test('a private key where a public one should stand, and what people take for a password, are not repeated', () => {
  const pem = '-----BEGIN PRIVATE KEY-----\nCanary\n-----END PRIVATE KEY-----';
  const mistaken = {
    ...home,
    MAYDAY_GATEWAY_PUBLIC_KEY: pem,
    MAYDAY_SMTP_CA: pem,
    MAYDAY_LOG_LEVEL: pem,
    MAYDAY_HOOK_USER: 'alert:canary',
    MAYDAY_ENCRYPTION_KEYS: `Canary${'0'.repeat(37)}:2026-11-22`,
  };
  const wrong = (['worker', 'gateway'] as const).flatMap((reader) => readEnvironment(mistaken, reader).wrong);
  for (const name of ['GATEWAY_PUBLIC_KEY', 'SMTP_CA', 'LOG_LEVEL', 'HOOK_USER', 'ENCRYPTION_KEYS'])
    assert.ok(
      wrong.some((sentence) => sentence.startsWith(`MAYDAY_${name}`)),
      wrong.join('\n'),
    );
  assert.doesNotMatch(wrong.join('\n'), /canary/i);
});

test('what is a variable of another process is not looked at', () => {
  const theirs = { ...home, MAYDAY_GATEWAY_PORT: 'http', MAYDAY_BOARD_KEY_FILE: '/nowhere' };
  assert.deepEqual(readEnvironment(theirs, 'worker').wrong, []);
  assert.equal(readEnvironment(theirs, 'gateway').wrong.length, 2);
});

test('blanks count as not set, and what is set is known without the blanks around it', () => {
  const { values, isSet, wrong } = readEnvironment(
    { ...home, MAYDAY_POOLS: ' \n', MAYDAY_LOG_LEVEL: ' debug ' },
    'worker',
  );
  assert.deepEqual(wrong, []);
  assert.deepEqual([values.MAYDAY_POOLS, values.MAYDAY_LOG_LEVEL], [['main'], 'debug']);
  assert.deepEqual([isSet('MAYDAY_POOLS'), isSet('MAYDAY_LOG_LEVEL')], [false, true]);
});

test('a wrong value leaves what counts without it, so that all else can be read', () => {
  const { values, wrong } = readEnvironment(
    { ...home, MAYDAY_STICKY_TIMEOUT: '5', MAYDAY_POOLS: '!' },
    'worker',
  );
  assert.equal(wrong.length, 2);
  assert.deepEqual([values.MAYDAY_STICKY_TIMEOUT, values.MAYDAY_POOLS], [1_000, ['main']]);
});

test('a misspelt variable is a remark, with what was meant where that can be told', () => {
  const { wrong, remarks } = readEnvironment(
    {
      ...home,
      MAYDAY_SLACK_TOKN: 'x',
      MAYDAY_BORD_KEY_FILE: 'y',
      MAYDAY_SOMETHING_ELSE_ENTIRELY: 'z',
      MAYDAY_GATEWAY_PORT: '1',
      MAYDAY_SERVERS_FOUND: '{}',
      MAYDAY_AS: 'alice',
    },
    'worker',
  );
  assert.deepEqual(wrong, []);
  assert.deepEqual(remarks, [
    'MAYDAY_SLACK_TOKN is not a setting; did you mean MAYDAY_SLACK_TOKEN?',
    'MAYDAY_BORD_KEY_FILE is not a setting; did you mean MAYDAY_BOARD_KEY_FILE?',
    `MAYDAY_SOMETHING_ELSE_ENTIRELY is not a setting: it counts only where the catalogue names it, as \${MAYDAY_SOMETHING_ELSE_ENTIRELY}.`,
  ]);
});
