import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { newKeyPair } from '../../../client/keys/private-key.ts';
import { readConfig } from '../../../worker/config.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'mayday-audit-key-'));
after(() => rmSync(folder, { recursive: true }));
const home = { MAYDAY_CATALOGUE: import.meta.dirname };
const { privateKeyPem, publicKey } = newKeyPair();
const [, secret = ''] = privateKeyPem.split('\n');

test('a key signs, from a variable, from one without line breaks, and from a file; it is never shown', () => {
  const file = path.join(folder, 'audit.pem');
  writeFileSync(file, privateKeyPem);
  for (const environment of [
    { MAYDAY_AUDIT_KEY: privateKeyPem },
    { MAYDAY_AUDIT_KEY: privateKeyPem.replaceAll('\n', '\\n') },
    { MAYDAY_AUDIT_KEY_FILE: file },
  ]) {
    const { signer, secrets } = readConfig({ ...home, ...environment });
    assert.equal(signer?.publicKey, publicKey);
    assert.equal(secrets.mask(`with ${secret}`), 'with ***');
  }
});

test('without a key nothing is signed', () => {
  assert.equal(readConfig(home).signer, undefined);
});

test('what is no key stops the start with a sentence', () => {
  const cases: [environment: Record<string, string>, says: RegExp][] = [
    [
      { MAYDAY_AUDIT_KEY: publicKey },
      /^MAYDAY_AUDIT_KEY cannot be used; write an Ed25519 key .*: it holds no private key/,
    ],
    [{ MAYDAY_AUDIT_KEY_FILE: '/nowhere' }, /^MAYDAY_AUDIT_KEY_FILE names "\/nowhere", which cannot be read/],
  ];
  for (const [environment, says] of cases) {
    assert.throws(() => readConfig({ ...home, ...environment }), says.source ? { message: says } : says);
  }
});
