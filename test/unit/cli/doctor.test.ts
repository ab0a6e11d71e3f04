import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { type TestContext } from 'node:test';
import { approvers } from '../../../client/cli/doctor/approvers.ts';
import { catalogue } from '../../../client/cli/doctor/catalogue.ts';
import { channels } from '../../../client/cli/doctor/channels.ts';
import { keys } from '../../../client/cli/doctor/keys.ts';
import type { Report } from '../../../client/cli/doctor/report.ts';
import { makeKey } from '../../../client/keys/key-folder.ts';
import { openCatalogue } from '../../../systems/open-catalogue.ts';
import { captured } from './captured.ts';

/** A folder of catalogue files and one for keys, and what doctor says of them. */
async function scene(t: TestContext, files: Record<string, string>) {
  const scratch = await mkdtemp(path.join(tmpdir(), 'mayday-doctor-'));
  t.after(() => rm(scratch, { recursive: true, force: true }));
  const systems = path.join(scratch, 'systems');
  const keysDir = path.join(scratch, 'keys');
  await mkdir(systems);
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(systems, name), text);
  return {
    systems,
    keysDir,
    ofKeys: (person?: string) => keys(keysDir, person, openCatalogue(systems)),
  };
}

const withAnn = (publicKey = '') =>
  `system: a\ntitle: A\npeople: { ann: {${publicKey && ` publicKey: ${publicKey} `}} }\nroles: { on-call: [ann] }\n`;

test('while Temporal is away it says so, tries the rest, and ends with 1', async (t) => {
  const { systems, keysDir } = await scene(t, { 'a.yaml': withAnn() });
  const { code, err, out } = await captured(['doctor', '--json'], {
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    MAYDAY_CATALOGUE: systems,
    MAYDAY_KEYS_DIR: keysDir,
  });
  const reports = JSON.parse(out) as Report[];
  assert.equal(code, 1);
  assert.match(err, /1 thing to mend/);
  assert.match(reports[0]?.says ?? '', /127\.0\.0\.1:1 does not answer.*set TEMPORAL_ADDRESS/);
  assert.deepEqual(
    reports.map(({ check, verdict }) => `${check}: ${verdict}`),
    [
      'Temporal: bad',
      'retention: untried',
      'search attributes: untried',
      'schedules: untried',
      'open runs: untried',
      'priority: untried',
      'queues: untried',
      'versions: untried',
      'signal: untried',
      'targets: untried',
      'catalogue: good',
      'keys: doubtful',
      'approvers: good',
      'channels: good',
    ],
  );
});

test('every problem of the catalogue is told', async (t) => {
  const { systems } = await scene(t, { 'a.yaml': 'system: a\n', 'b.yaml': 'system: b\ntitel: B\n' });
  const { verdict, says } = catalogue(systems, true, openCatalogue(systems));
  assert.equal(verdict, 'bad');
  assert.match(says, /a\.yaml:1: title.* \| b\.yaml:1: title.* \| b\.yaml:2: titel/);
});

test('a machine without the catalogue is a doubt, an empty one is bad', async (t) => {
  const { systems } = await scene(t, {});
  assert.equal(catalogue(systems, true, openCatalogue(systems)).verdict, 'bad');
  const { verdict, says } = catalogue('/nowhere', false, openCatalogue('/nowhere'));
  assert.equal(verdict, 'doubtful');
  assert.match(says, /no folder \/nowhere .*set MAYDAY_CATALOGUE/);
});

test('approvers: a change that too few can sign is a doubt', async (t) => {
  const write = (ann: string, ben: string) => `system: a
title: A
people: { ann: ${ann}, ben: ${ben} }
roles: { on-call: [ann, ben] }
policy: { approvers: [on-call] }
targets: { db: { kind: postgres, url: "\${A_URL}", database: a } }
mitigations:
  endIdle:
    title: End idle sessions
    action: postgres.terminateSessions
    target: db
    sessions: { state: idle, longerThan: 5m, atMost: 10 }
    risk: destructive
`;
  const key = `{ publicKey: "\${SOME_KEY}" }`;
  const { systems } = await scene(t, { 'a.yaml': write(key, '{}') });
  const { verdict, says } = approvers(openCatalogue(systems));
  assert.equal(verdict, 'doubtful');
  assert.match(says, /for changes of a \(destructive\): "mayday keygen NAME"/);
  await writeFile(path.join(systems, 'a.yaml'), write(key, key));
  assert.equal(approvers(openCatalogue(systems)).verdict, 'good');
});

test('channels: those that the files ask for are named, and mail that reaches nobody is a doubt', async (t) => {
  const { systems } = await scene(t, { 'a.yaml': withAnn() });
  assert.match(channels(openCatalogue(systems)).says, /^no file asks for any/);
  const more = `channels: { pagerDuty: { routingKey: "\${A_KEY}" }, mail: { to: [on-call] } }\n`;
  await writeFile(path.join(systems, 'a.yaml'), withAnn() + more);
  const { verdict, says } = channels(openCatalogue(systems));
  assert.equal(verdict, 'doubtful');
  assert.match(says, /mail of a reaches nobody.*an "email"/);
  await writeFile(path.join(systems, 'a.yaml'), withAnn().replace('{}', '{ email: ann@example.com }') + more);
  assert.match(channels(openCatalogue(systems)).says, /asked for by a \(pagerDuty, mail\)/);
});

test('keys: nobody, nobody with a key, and somebody the catalogue does not know', async (t) => {
  const { ofKeys, keysDir } = await scene(t, { 'a.yaml': withAnn() });
  assert.match((await ofKeys()).says, /^MAYDAY_AS is not set/);
  assert.match((await ofKeys('ann')).says, /mayday keygen ann$/);
  await makeKey(keysDir, 'zoe');
  assert.match((await ofKeys('zoe')).says, /nobody of that name/);
  await makeKey(keysDir, 'ann');
  assert.match((await ofKeys('ann')).says, /no publicKey in the catalogue/);
});

test('keys: the catalogue must have the same one', async (t) => {
  const { ofKeys, keysDir, systems } = await scene(t, {});
  const { publicKey } = await makeKey(keysDir, 'ann');
  const other = await makeKey(keysDir, 'ben');
  await writeFile(path.join(systems, 'a.yaml'), withAnn(`"${publicKey}"`));
  assert.deepEqual(await ofKeys('ann'), { verdict: 'good', says: 'ann can sign decisions' });
  await writeFile(path.join(systems, 'a.yaml'), withAnn(`"${other.publicKey}"`));
  const { verdict, says } = await ofKeys('ann');
  assert.equal(verdict, 'bad');
  assert.match(says, /^a\.yaml has another public key of ann/);
  assert.ok(!says.includes('PRIVATE'));
});

test('keys: what others can read or change is bad, with the command that mends it', async (t) => {
  const { ofKeys, keysDir } = await scene(t, { 'a.yaml': withAnn() });
  const { file } = await makeKey(keysDir, 'ann');
  await chmod(file, 0o644);
  assert.match((await ofKeys('ann')).says, /chmod 600/);
  await chmod(file, 0o600);
  await chmod(keysDir, 0o777);
  const { verdict, says } = await ofKeys('ann');
  assert.equal(verdict, 'bad');
  assert.match(says, /chmod 700/);
});
