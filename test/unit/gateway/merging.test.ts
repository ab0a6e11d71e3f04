import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { createMerger } from '../../../client/gateway/merging.ts';

/** A recorder and a pause that end when the test says so. */
function world() {
  const batches: { key: string; items: string[]; end: PromiseWithResolvers<string> }[] = [];
  const pauses: PromiseWithResolvers<void>[] = [];
  const merger = createMerger<string, string>({
    record(key, items) {
      const end = Promise.withResolvers<string>();
      batches.push({ key, items, end });
      return end.promise;
    },
    wait() {
      const pause = Promise.withResolvers<void>();
      pauses.push(pause);
      return pause.promise;
    },
  });
  return { merger, batches, pauses };
}

describe('one key', () => {
  test('the first item is recorded at once', () => {
    const { merger, batches } = world();
    void merger.submit('k', 'a');
    assert.deepEqual(
      batches.map((batch) => batch.items),
      [['a']],
    );
  });

  test('what comes while a batch is under way, or in the pause after it, goes into the next one', async () => {
    const { merger, batches, pauses } = world();
    void merger.submit('k', 'a');
    void merger.submit('k', 'b');
    batches[0]?.end.resolve('first');
    await turn();
    void merger.submit('k', 'c');
    await turn();
    assert.equal(batches.length, 1, 'nothing is recorded within the pause');
    pauses[0]?.resolve();
    await turn();
    assert.deepEqual(
      batches.map((batch) => batch.items),
      [['a'], ['b', 'c']],
    );
  });

  test('after a pause with nothing in it, the next item is recorded at once again', async () => {
    const { merger, batches, pauses } = world();
    void merger.submit('k', 'a');
    batches[0]?.end.resolve('first');
    await turn();
    pauses[0]?.resolve();
    await turn();
    void merger.submit('k', 'b');
    assert.deepEqual(
      batches.map((batch) => batch.items),
      [['a'], ['b']],
    );
  });

  test('a batch that cannot be recorded rejects those in it, and the next one is tried all the same', async () => {
    const { merger, batches, pauses } = world();
    const first = merger.submit('k', 'a');
    const second = merger.submit('k', 'b');
    batches[0]?.end.reject(new Error('away'));
    await assert.rejects(first, /away/);
    pauses[0]?.resolve();
    await turn();
    batches[1]?.end.resolve('second');
    assert.equal(await second, 'second');
  });
});

test('another key does not wait', () => {
  const { merger, batches } = world();
  void merger.submit('k', 'a');
  void merger.submit('l', 'b');
  assert.deepEqual(
    batches.map((batch) => batch.key),
    ['k', 'l'],
  );
});

test('a real pause is 250 ms', async () => {
  const at: number[] = [];
  const merger = createMerger<string, number>({ record: async () => at.push(performance.now()) });
  await Promise.all([merger.submit('k', 'a'), merger.submit('k', 'b')]);
  const apart = (at[1] ?? 0) - (at[0] ?? 0);
  assert.ok(apart >= 245 && apart < 1_000, `${apart} ms`);
});

test('whatever the order of events: every item is recorded once, in order, one batch per key at a time, and each submission settles as its batch does', async () => {
  const submission = fc.record({ key: fc.constantFrom('k', 'l', 'm'), fails: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(submission, { maxLength: 40 }),
      async (scheduler, submissions) => {
        const recorded: { key: string; items: number[]; outcome: string }[] = [];
        const underWay = new Set<string>();
        const arrived: number[] = [];
        const merger = createMerger<number, string>({
          async record(key, items) {
            assert.ok(!underWay.has(key), 'two batches of one key at a time');
            underWay.add(key);
            await scheduler.schedule(Promise.resolve(), 'record');
            underWay.delete(key);
            const outcome = `batch ${recorded.length}`;
            recorded.push({ key, items, outcome });
            if (submissions[items[0] ?? 0]?.fails) throw new Error(outcome);
            return outcome;
          },
          wait: () => scheduler.schedule(Promise.resolve(), 'pause'),
        });
        const settled = submissions.map(async ({ key }, n) => {
          await scheduler.schedule(Promise.resolve(), 'arrival');
          arrived.push(n);
          return merger.submit(key, n).then(
            (outcome) => ({ outcome, failed: false }),
            (error: Error) => ({ outcome: error.message, failed: true }),
          );
        });
        await scheduler.waitFor(Promise.all(settled));

        for (const key of ['k', 'l', 'm']) {
          const inBatches = recorded.filter((batch) => batch.key === key).flatMap(({ items }) => items);
          assert.deepEqual(
            inBatches,
            arrived.filter((n) => submissions[n]?.key === key),
          );
        }
        for (const { key, items, outcome } of recorded) {
          for (const item of items) {
            assert.equal(submissions[item]?.key, key);
            assert.deepEqual(await settled[item], { outcome, failed: submissions[items[0] ?? 0]?.fails });
          }
        }
      },
    ),
    { numRuns: 200 },
  );
});
