import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { inSignals } from '../../../client/alerts/signal-size.ts';
import type { Alert } from '../../../workflows/contract/input.ts';

function alert(fingerprint: string, labels: Record<string, string> = {}): Alert {
  return {
    fingerprint,
    status: 'firing',
    name: 'A',
    summary: '',
    labels,
    annotations: {},
    startsAt: '2026-11-21T10:21:06Z',
  };
}

test('every alert is in exactly one signal, in order, and no signal is large', () => {
  const labels = fc.dictionary(
    fc.string({ maxLength: 30 }),
    fc.string({ maxLength: 4_000, unit: 'grapheme' }),
    { maxKeys: 80 },
  );
  fc.assert(
    fc.property(fc.array(labels, { maxLength: 300 }), (each) => {
      const alerts = each.map((texts, n) => alert(`${n}`, texts));
      const signals = inSignals(alerts);
      assert.deepEqual(
        signals.flat().map((one) => one.fingerprint),
        alerts.map((one) => one.fingerprint),
      );
      for (const signal of signals) {
        assert.ok(signal.length > 0 && signal.length <= 100);
        assert.ok(signal.length === 1 || Buffer.byteLength(JSON.stringify(signal)) < 256 * 1024);
      }
    }),
    { numRuns: 50 },
  );
});

test('a hundred alerts of ordinary size are one signal', () => {
  const alerts = Array.from({ length: 100 }, (_, n) =>
    alert(`${n}`, { pod: `cart-${n}`, namespace: 'shop' }),
  );
  assert.equal(inSignals(alerts).length, 1);
  assert.equal(inSignals([...alerts, alert('one more')]).length, 2);
});

test('a value of over a thousand characters shows where it was cut', () => {
  const [[cutOne] = []] = inSignals([alert('f', { log: 'x'.repeat(1_001), short: 'x'.repeat(1_000) })]);
  assert.equal(cutOne?.labels.log, `${'x'.repeat(999)}…`);
  assert.equal(cutOne?.labels.short?.length, 1_000);
});
