import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownPartSentence, readOwnPart } from '../../../activities/postgres/own-parts.ts';

const parts = [
  'postgres://temporal-db:5432/temporal',
  'postgres://keeper@localhost:5433/mayday',
  'postgres://10.0.0.7',
]
  .map(readOwnPart)
  .filter((part) => part !== undefined);

const isOwn = (server: string, databases: string[], role?: string) =>
  ownPartSentence(parts, { server, databases, role }) !== undefined;

test("a database is Mayday's own by its server and its name, as the target or its URL calls it", () => {
  assert.ok(isOwn('temporal-db:5432', ['temporal']));
  assert.ok(isOwn('TEMPORAL-DB.:5432', ['shop', 'temporal']));
  assert.ok(!isOwn('temporal-db:5432', ['shop']), 'another database of the server');
  assert.ok(!isOwn('temporal-db:5433', ['temporal']), 'another port');
  assert.ok(!isOwn('shop-db:5432', ['temporal']), 'another server');
});

test('this machine has several names, and a part without a database is its whole server', () => {
  assert.ok(isOwn('127.0.0.1:5433', ['mayday']));
  assert.ok(isOwn('[::1]:5433', ['mayday']));
  assert.ok(isOwn('10.0.0.7:5432', ['anything']));
});

test("a role of the server that is Mayday's own is never limited, whatever the database", () => {
  assert.ok(isOwn('localhost:5433', ['shop'], 'keeper'));
  assert.ok(!isOwn('localhost:5433', ['shop'], 'shop'));
  assert.ok(!isOwn('localhost:5433', ['shop']));
});

test('it says which, and never a credential', () => {
  const part = readOwnPart('postgres://keeper:canary-0f3b@temporal-db/temporal');
  assert.ok(part);
  const says = ownPartSentence([part], { server: 'temporal-db:5432', databases: ['temporal'] });
  assert.equal(
    says,
    'Mayday itself hangs on temporal-db:5432/temporal (MAYDAY_OWN_PARTS) and never changes it: do it by hand.',
  );
  assert.equal(readOwnPart('redis://cache:6379'), undefined);
  assert.ok(readOwnPart('postgres://%zz@host/db'), 'a name that cannot be decoded stands as it is');
});
