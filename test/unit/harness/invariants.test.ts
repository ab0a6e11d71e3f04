import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { effectKey, hashOf } from '../../../workflows/contract/keys.ts';
import type { Actor } from '../../../workflows/contract/people.ts';
import type { Effect, Plan } from '../../../workflows/contract/plans.ts';
import type { Fact, TimelineEntry } from '../../../workflows/contract/timeline.ts';
import { broken, invariants, type Walked } from '../../harness/invariants.ts';

const alice: Actor = { kind: 'person', name: 'alice', door: 'cli', verified: true };
const episode = { fingerprint: 'f', name: 'Alert', summary: '', startsAt: '2026-01-01T03:12:00.000Z' };

const alerts: Fact = { kind: 'alerts', firing: [episode], resolved: [], repeated: 0 };
const acknowledged: Fact = { kind: 'acknowledged', by: alice };
const resolved: Fact = { kind: 'resolved', by: alice, as: 'fixed', because: '' };
function planned(id: number, pid = 101, needs = 1): Extract<Fact, { kind: 'planned' }> {
  const plan = { id, needs, hash: hashOf(id), targets: [{ id: `pid ${pid}`, title: '', state: { pid } }] };
  return { kind: 'planned', plan: plan as unknown as Plan };
}

function approved(plan: number, by = alice, hash = hashOf(plan)): Fact {
  return { kind: 'approved', plan, hash, by };
}

function applied(plan: number, target = 'pid 101'): Fact {
  const effect: Effect = { key: effectKey('key', hashOf(plan), target), target, outcome: 'done', says: '' };
  return { kind: 'applied', plan, effects: [effect] };
}

function noted(text: string): Fact {
  return { kind: 'noted', by: alice, text };
}

/** A walk in which all is well, but for what is given. */
function walked(facts: Fact[], more: Partial<Walked> = {}): Walked {
  const timeline = facts.map((fact, i): TimelineEntry => ({ id: `${i}`, at: '', fact }));
  return {
    timelines: [timeline],
    sent: ['note', 'note', 'approve'].map((verb) => ({ verb, answer: { outcome: 'done', says: '' } })),
    unreadable: 0,
    ended: [],
    ...more,
  };
}

const unreadable: Fact = { kind: 'message refused', verb: 'note', because: 'it is no object' };
const good = [alerts, planned(1), acknowledged, approved(1), applied(1)];

test('a walk in which all is well breaks nothing', () => {
  assert.deepEqual(broken(walked([...good, noted('a'), noted('b'), resolved], { ended: [101] })), []);
});

describe('a walk that breaks a promise is told which', () => {
  const bad: Record<string, Walked[]> = {
    'every incident has ended': [walked(good)],
    'no session is ended that no approved plan names': [
      walked([...good, resolved], { ended: [102] }),
      walked([...good, resolved], { ended: [101, 101] }),
      walked([alerts, planned(1), resolved], { ended: [101] }),
    ],
    'a message that is sent twice counts once': [
      walked([alerts, noted('a'), noted('a'), resolved]),
      walked([alerts, planned(1), approved(1), planned(2), approved(2), resolved]),
    ],
    'every message has its answer or its entry': [
      walked([alerts, resolved], { unreadable: 1 }),
      walked([alerts, unreadable, unreadable, resolved], { unreadable: 1 }),
      walked([alerts, resolved], { sent: [{ verb: 'skip', answer: { outcome: 'unknown', says: '' } }] }),
      walked([alerts, resolved], { sent: [{ verb: 'skip', failed: 'the server is gone' }] }),
    ],
  };
  for (const name of Object.keys(invariants)) {
    test(name, () => {
      assert.ok(bad[name]?.length, 'nothing shows that this can fail');
      for (const walk of bad[name]) {
        const names = new Set(broken(walk).map((fault) => fault.split(': ')[0]));
        assert.deepEqual([...names], [name]);
      }
    });
  }
});
