import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  differenceLines,
  fieldDifferences,
} from '../../../activities/kubernetes/changes/field-differences.ts';

const lines = (before: object | undefined, after: object) =>
  fieldDifferences(before, after).flatMap(differenceLines);

test('what the API server keeps itself is no difference', () => {
  const of = (version: string) => ({
    metadata: { name: 'a', resourceVersion: version, generation: 1, managedFields: [{ manager: version }] },
    status: { replicas: version },
  });
  assert.deepEqual(lines(of('1'), of('2')), []);
});

test('items of a list go by their names, and by their place where they have none', () => {
  const of = (names: string[], args: string[]) => ({
    containers: names.map((name) => ({ name, image: `${name}:1` })),
    args,
  });
  assert.deepEqual(lines(of(['a', 'b'], ['x']), of(['b', 'c'], ['x', 'y'])), [
    'containers[a].name: "a" → none',
    'containers[a].image: "a:1" → none',
    'containers[c].name: none → "c"',
    'containers[c].image: none → "c:1"',
    'args[1]: none → "y"',
  ]);
});

test('an empty thing is not the same as none', () => {
  assert.deepEqual(lines({ a: {} }, { a: [] }), ['a: {} → []']);
  assert.deepEqual(lines({}, { a: {} }), ['a: none → {}']);
});

test('of a text of several lines only those that change are shown', () => {
  assert.deepEqual(lines({ data: { conf: 'a\nb\nc\nd' } }, { data: { conf: 'a\nx\ny\nd' } }), [
    'data.conf:',
    '  - b',
    '  - c',
    '  + x',
    '  + y',
  ]);
});

test('values of fields with a secret name are never shown, names of secrets are', () => {
  assert.deepEqual(lines({ data: { API_KEY: 'one' } }, { data: { API_KEY: 'two' } }), [
    'data.API_KEY: *** → *** (another)',
  ]);
  assert.deepEqual(
    lines({ env: [{ name: 'DB_PASSWORD', value: 'one' }] }, { env: [{ name: 'DB_PASSWORD', value: 'two' }] }),
    ['env[DB_PASSWORD].value: *** → *** (another)'],
  );
  assert.deepEqual(lines({ url: 'postgres://shop:one@db/shop' }, { url: 'postgres://shop:two@db/shop' }), [
    'url: "postgres://shop:***@db/shop" → "postgres://shop:***@db/shop"',
  ]);
  assert.deepEqual(lines({ secretName: 'tls-1' }, { secretName: 'tls-2' }), [
    'secretName: "tls-1" → "tls-2"',
  ]);
});
