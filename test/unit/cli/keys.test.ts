import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { makeKey, readKey } from '../../../client/keys/key-folder.ts';
import { newKeyPair, publicKeyOf } from '../../../client/keys/private-key.ts';
import { signDecision } from '../../../client/keys/sign.ts';
import { type Decision, decisionText } from '../../../workflows/contract/plans.ts';

const decision: Decision = {
  incident: '01a1fe0a-1360-702e-bd9f-18c803f05e54',
  plan: 1,
  hash: 'a'.repeat(64),
  decision: 'approve',
  actor: 'alice',
  door: 'cli',
  at: '2026-11-21T03:12:04.000Z',
};

function holds(signed: Decision, publicKey: string): boolean {
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  const signature = Buffer.from(signed.signature ?? '', 'base64');
  return verify(null, Buffer.from(decisionText(signed)), key, signature);
}

describe('A signature is over the whole decision', () => {
  const { privateKeyPem, publicKey } = newKeyPair();

  test('it holds for what was signed', () => {
    assert.ok(holds(signDecision(privateKeyPem, decision), publicKey));
    assert.ok(holds(signDecision(privateKeyPem, { ...decision, reason: 'they are leaks' }), publicKey));
  });

  for (const change of [
    { incident: 'another' },
    { plan: 2 },
    { hash: 'b'.repeat(64) },
    { decision: 'reject' },
    { actor: 'bob' },
    { door: 'demo --yes' },
    { at: '2026-11-21T03:12:05.000Z' },
    { reason: 'put in later' },
  ] as Partial<Decision>[]) {
    test(`not with another ${Object.keys(change)}`, () => {
      assert.equal(holds({ ...signDecision(privateKeyPem, decision), ...change }, publicKey), false);
    });
  }

  test('nor for another key', () => {
    assert.equal(holds(signDecision(privateKeyPem, decision), newKeyPair().publicKey), false);
  });

  test('an absent reason and an undefined one are the same', () => {
    const signed = signDecision(privateKeyPem, { ...decision, reason: undefined });
    assert.ok(holds(JSON.parse(JSON.stringify(signed)), publicKey));
  });
});

describe('Keys in a folder', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'mayday-keys-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  test('a new key is its owner’s alone, and its public half is what is told', async () => {
    const { file, publicKey } = await makeKey(path.join(folder, 'new', 'keys'), 'alice');
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.equal((await stat(path.dirname(file))).mode & 0o777, 0o700);
    const pem = await readKey(path.dirname(file), 'alice');
    assert.match(pem ?? '', /^-----BEGIN PRIVATE KEY-----/);
    assert.equal(publicKeyOf(pem ?? ''), publicKey);
  });

  test('a key that is there is not overwritten', async () => {
    const { file } = await makeKey(folder, 'bob');
    const before = await readFile(file, 'utf8');
    await assert.rejects(makeKey(folder, 'bob'), /is there already and is never overwritten/);
    assert.equal(await readFile(file, 'utf8'), before);
  });

  test('a key that others can read is not used', async () => {
    const { file } = await makeKey(folder, 'carol');
    await chmod(file, 0o644);
    await assert.rejects(readKey(folder, 'carol'), /can be read by others: .*chmod 600/);
  });

  test('what is no Ed25519 key is refused with the reason', async () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const cases: [string, string | Buffer, RegExp][] = [
      ['rsa', rsa.export({ type: 'pkcs8', format: 'pem' }), /type rsa, and a decision takes Ed25519/],
      ['text', 'not a key', /no private key that can be read/],
    ];
    for (const [name, content, says] of cases) {
      await writeFile(path.join(folder, `${name}.pem`), content, { mode: 0o600 });
      await assert.rejects(readKey(folder, name), says);
    }
  });

  test('there is none where there is none', async () => {
    assert.equal(await readKey(folder, 'nobody'), undefined);
    assert.equal(await readKey(path.join(folder, 'no', 'folder'), 'nobody'), undefined);
  });

  test('a name never leads out of the folder', async () => {
    for (const name of ['../alice', 'a/b', '', '.hidden', 'a\0b']) {
      await assert.rejects(makeKey(folder, name), /cannot be a person's name/);
    }
  });
});
