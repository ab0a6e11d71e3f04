import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type Holder, leaseTerm, nextFree } from '../../../workflows/contract/lease.ts';
import { LeaseBook } from '../../../workflows/keepers/lease-book.ts';

const hour = 3_600_000;
const start = Date.parse('2026-01-01T00:00:00Z');

const holder = (name: string, plan = 1): Holder => ({
  keyId: name,
  incident: name,
  workflowId: name,
  firstRunId: name,
  plan,
  what: 'a change',
});

const step = fc.oneof(
  fc.record({
    do: fc.constant('acquire' as const),
    who: fc.constantFrom('a', 'b', 'c'),
    plan: fc.integer({ min: 1, max: 3 }),
    later: fc.nat(leaseTerm),
  }),
  fc.record({
    do: fc.constant('release' as const),
    who: fc.constantFrom('a', 'b', 'c'),
    older: fc.boolean(),
    later: fc.nat(leaseTerm),
  }),
  fc.record({ do: fc.constant('carry' as const), later: fc.nat(leaseTerm) }),
);

describe('A lease', () => {
  test('lasts as long as a change wants it, never less than any, and at most three hours', () => {
    const until = (lasts?: number) => {
      const acquired = new LeaseBook().acquire({ holder: holder('a'), ...(lasts ? { lasts } : {}) }, start);
      return acquired.outcome === 'granted' ? Date.parse(acquired.until) - start : undefined;
    };
    assert.deepEqual(
      [until(), until(1), until(hour), until(30 * hour)],
      [leaseTerm, leaseTerm, hour, 3 * hour],
    );
  });

  test('has one holder at a time, gives each grant a higher token, and lets only its holder give it back', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let book = new LeaseBook();
        let now = start;
        let highest = 0;
        let held: { who: string; plan: number; token: number; until: number } | undefined;
        for (const each of steps) {
          now += each.later;
          book.expire(now);
          if (held && now >= held.until) held = undefined;
          if (each.do === 'carry') {
            book = new LeaseBook(JSON.parse(JSON.stringify(book.carry())));
          } else if (each.do === 'release') {
            const token = each.older ? highest - 1 : undefined;
            const had = book.release({ keyId: each.who, token }, now);
            assert.equal(had?.keyId, held?.who === each.who && !each.older ? each.who : undefined);
            if (had) held = undefined;
          } else {
            const acquired = book.acquire({ holder: holder(each.who, each.plan) }, now);
            if (held && held.who !== each.who) {
              assert.ok(acquired.outcome === 'held' && acquired.by.token === held.token);
              continue;
            }
            assert.ok(acquired.outcome === 'granted');
            const renewed = held?.plan === each.plan;
            assert.ok(renewed ? acquired.token === held?.token : acquired.token > highest);
            highest = acquired.token;
            held = { who: each.who, plan: each.plan, token: highest, until: now + leaseTerm };
          }
        }
      }),
    );
  });

  test('that begins anew after its end goes on above all tokens of the one before', () => {
    const before = new LeaseBook().acquire({ holder: holder('a') }, start);
    const after = new LeaseBook().acquire({ holder: holder('b') }, start + hour);
    assert.ok(before.outcome === 'granted' && after.outcome === 'granted');
    assert.ok(after.token > before.token);
  });

  test('keeps those who wait in the order in which they asked, each once, and calls them all', () => {
    const book = new LeaseBook();
    book.acquire({ holder: holder('a') }, start);
    for (const who of ['b', 'c', 'b']) book.acquire({ holder: holder(who) }, start + 1);
    const target = { system: 'demo', target: 'shop-db' };
    assert.deepEqual(
      book.view(target).queue.map(({ keyId }) => keyId),
      ['b', 'c'],
    );
    book.release({ keyId: 'c' }, start + 2);
    assert.deepEqual(
      book.callWaiting().map(({ keyId }) => keyId),
      ['b'],
      'who leaves is not called',
    );
  });

  test('counts the changes of an hour, and says when the next is free', () => {
    const book = new LeaseBook();
    const change = (at: number) => {
      const acquired = book.acquire({ holder: holder('a', at), perHour: 2 }, at);
      book.release({ keyId: 'a', acted: true }, at);
      return acquired;
    };
    assert.equal(change(start).outcome, 'granted');
    assert.equal(change(start + 1_000).outcome, 'granted');
    assert.deepEqual(change(start + 2_000), {
      outcome: 'spent',
      changes: 2,
      next: new Date(start + hour).toISOString(),
    });
    assert.equal(change(start + hour).outcome, 'granted');
  });
});

test('the next change is free when so many are no longer within the hour', () => {
  const changes = [0, 10, 20].map((minutes) => new Date(start + minutes * 60_000).toISOString());
  const now = start + 30 * 60_000;
  assert.equal(nextFree(changes, 4, now), undefined);
  assert.equal(nextFree(changes, 3, now), new Date(start + hour).toISOString());
  assert.equal(nextFree(changes, 1, now), new Date(start + hour + 20 * 60_000).toISOString());
  assert.equal(nextFree([], 1, now), undefined);
});
