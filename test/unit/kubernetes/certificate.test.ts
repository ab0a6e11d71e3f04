import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Certificate,
  type Condition,
  certificateTrouble,
  endTrouble,
} from '../../../activities/kubernetes/certificate.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const now = Date.parse('2026-11-22T00:00:00Z');
const at = (time: number) => new Date(now + time).toISOString();

interface Life {
  from: number;
  to: number;
  renewal?: number;
  ready?: Condition;
}

function certificate({ from, to, renewal, ready = { type: 'Ready', status: 'True' } }: Life): Certificate {
  return {
    metadata: { name: 'shop', namespace: 'shop' },
    spec: { secretName: 'shop', issuerRef: { name: 'ca' } },
    status: {
      conditions: [ready],
      notBefore: at(from),
      notAfter: at(to),
      ...(renewal === undefined ? {} : { renewalTime: at(renewal) }),
    },
  };
}
const trouble = (life: Life, expiry = 14 * day) => certificateTrouble(certificate(life), now, expiry);

test('a certificate of 90 days is in trouble from 14 days before its end, or what the file says', () => {
  assert.equal(trouble({ from: -75 * day, to: 15 * day, renewal: day }), null);
  assert.equal(trouble({ from: -77 * day, to: 13 * day, renewal: day }), 'expires in 13 days');
  assert.equal(trouble({ from: -77 * day, to: 13 * day, renewal: day }, 7 * day), null);
  assert.equal(trouble({ from: -91 * day, to: -day }), 'expired 24 h ago');
});

test('one made for a day is in trouble in the last quarter of its life only', () => {
  assert.equal(trouble({ from: -17 * hour, to: 7 * hour }), null);
  assert.equal(trouble({ from: -19 * hour, to: 5 * hour }), 'expires in 5 h');
  assert.equal(endTrouble({ from: now, to: now }, now, day), 'expired 0 ms ago');
});

test('a renewal has five minutes before it counts as overdue', () => {
  assert.equal(trouble({ from: -60 * day, to: 30 * day, renewal: -4 * minute }), null);
  assert.equal(
    trouble({ from: -60 * day, to: 30 * day, renewal: -6 * minute }),
    'should have been renewed 6 min ago',
  );
});

test('what is not ready says why; that it has ended says more', () => {
  const ready = { type: 'Ready', status: 'False', message: 'Secret does not exist' };
  assert.equal(trouble({ from: -day, to: 89 * day, ready }), 'is not ready (Secret does not exist)');
  assert.equal(trouble({ from: -90 * day, to: -hour, ready }), 'expired 60 min ago');
  const bare = { ...certificate({ from: 0, to: 0 }), status: undefined };
  assert.equal(certificateTrouble(bare, now, day), 'is not ready (nothing has issued it yet)');
});
