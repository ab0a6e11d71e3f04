import assert from 'node:assert/strict';
import { unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { mayRead, mayStay, nameAt, nameSomewhere } from '../../../client/board/rights.ts';
import { newKeyPair } from '../../../client/keys/private-key.ts';
import { openCatalogue } from '../../../systems/open-catalogue.ts';
import type { SignedIn } from '../../../workflows/contract/people.ts';
import { catalogueFolder } from './gateway.ts';

const [one, other, old] = [newKeyPair(), newKeyPair(), newKeyPair()].map(({ publicKey }) => publicKey);

const file = (system: string, people: string) => `system: ${system}
title: ${system}
pool: main
people: { ${people} }
roles: { on-call: [alice] }
ladder: { response: [on-call] }
policy: { approvers: [on-call] }
`;

function parts(readers: string[] = []) {
  const folder = catalogueFolder({
    'bank.yaml': file('bank', `alice: { publicKey: "${other}" }`),
    'shop.yaml': file(
      'shop',
      `alice: { publicKey: ["\${ALICE_KEY}", { key: "${old}", until: 2026-01-31 }], email: Alice@example.com }`,
    ),
  });
  return {
    folder,
    catalogue: openCatalogue(folder),
    environment: { ALICE_KEY: one },
    clock: () => Date.parse('2026-02-01T00:00:00Z'),
    settings: { keys: [], url: 'http://127.0.0.1:8080', readers, archiveDir: folder },
  };
}

const session = (signedIn: SignedIn) => ({ signedIn, name: 'alice' });
const byKey = session({ key: one ?? '' });
const byMail = session({ email: 'alice@example.com' });

describe('at the board', () => {
  test('a name is that of one system: the alice of another is somebody else', () => {
    const given = parts();
    assert.deepEqual([nameAt(given, byKey, 'shop'), nameAt(given, byKey, 'bank')], ['alice', undefined]);
    assert.deepEqual([nameAt(given, byMail, 'shop'), nameAt(given, byMail, 'bank')], ['alice', undefined]);
    assert.equal(nameAt(given, session({ key: other ?? '' }), 'bank'), 'alice');
  });

  test('a key counts until the day that the file says, and no longer', () => {
    const given = parts();
    const clock = () => Date.parse('2026-01-31T20:00:00Z');
    assert.equal(nameAt(given, session({ key: old ?? '' }), 'shop'), undefined);
    assert.equal(nameAt({ ...given, clock }, session({ key: old ?? '' }), 'shop'), 'alice');
  });

  test("a variable that the gateway has not is nobody's key, not even an empty one", () => {
    const given = { ...parts(), environment: {} };
    for (const key of ['', `\${ALICE_KEY}`]) assert.equal(nameSomewhere(given, { key }), undefined);
  });

  test('who is named anywhere reads everything but what is restricted, which its own people read', () => {
    const given = parts();
    for (const system of ['shop', 'bank'])
      assert.ok(mayRead(given, byKey, { system, runbook: 'databaseIssues' }));
    assert.ok(mayRead(given, byKey, { system: 'shop', runbook: 'securityIncident' }));
    assert.equal(mayRead(given, byKey, { system: 'bank', runbook: 'securityIncident' }), false);
    assert.equal(mayRead(given, byKey, { system: 'gone', runbook: 'securityIncident' }), false);
  });

  test('a reader reads, says nothing, and sees nothing restricted', () => {
    const given = parts(['@readers.example']);
    const zoe = {
      signedIn: { email: 'Zoe@Readers.example' },
      name: 'Zoe@Readers.example',
      readsOnly: true as const,
    };
    assert.ok(mayStay(given, zoe));
    assert.ok(mayRead(given, zoe, { system: 'shop', runbook: 'databaseIssues' }));
    assert.equal(mayRead(given, zoe, { system: 'shop', runbook: 'securityIncident' }), false);
    assert.equal(nameAt(given, zoe, 'shop'), undefined);
    assert.equal(nameAt(given, zoe, 'gone'), undefined);
    assert.equal(mayStay(parts(), zoe), false);
  });

  test('while files cannot be read an open session goes on, in its own name', () => {
    const given = parts();
    unlinkSync(path.join(given.folder, 'shop.yaml'));
    assert.equal(mayStay(given, byKey), false, 'every file can be read, and none names her');
    writeFileSync(path.join(given.folder, 'broken.yaml'), 'system: [');
    assert.ok(mayStay(given, byKey));
    assert.equal(nameAt(given, byKey, 'broken'), 'alice');
    assert.equal(nameAt(given, byKey, 'bank'), undefined);
  });
});
