import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cpuText, memoryText, percent, quantity } from '../../../activities/kubernetes/quantities.ts';

test('quantities of Kubernetes are read in all their spellings', () => {
  const read: [string, number][] = [
    ['250m', 0.25],
    ['2', 2],
    ['1.5', 1.5],
    ['500u', 0.0005],
    ['512Mi', 512 * 1024 ** 2],
    ['1Gi', 1024 ** 3],
    ['1G', 1e9],
    ['1e3', 1_000],
    ['128974848', 128_974_848],
  ];
  for (const [text, number] of read) assert.equal(quantity(text), number, text);
  assert.equal(quantity(undefined), undefined);
  assert.ok(Number.isNaN(quantity('much')));
  assert.ok(Number.isNaN(quantity('1constructor')));
});

test('they are said as people write them', () => {
  assert.deepEqual([cpuText(0.25), cpuText(2), cpuText(1.255)], ['250m', '2', '1.25']);
  assert.deepEqual([memoryText(512 * 1024 ** 2), memoryText(1.5 * 1024 ** 3)], ['512Mi', '1.5Gi']);
  assert.equal(percent(1, 3), 33);
  assert.equal(percent(1, 0), null);
  assert.equal(percent(undefined, 1), null);
});
