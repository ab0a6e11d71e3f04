import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { createMerger } from '../../../client/gateway/merging.ts';

/** A recorder and a pause that end when the test says so. */
function world(options: { atOnce?: number; patience?: number } = {}) {
  const batches: { key: string; items: string[]; end: PromiseWithResolvers<string> }[] = [];
  const pauses: PromiseWithResolvers<void>[] = [];
  const merger = createMerger<string, string>({
    ...options,
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
  test('the first item is recorded at once', async () => {
    const { merger, batches } = world();
    void merger.submit('k', 'a');
    await turn();
    assert.deepEqual(
      batches.map((batch) => batch.items),
      [['a']],
    );
  });

  test('what comes while a batch is under way, or in the pause after it, goes into the next one', async () => {
    const { merger, batches, pauses } = world();
    void merger.submit('k', 'a');
    await turn();
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
    await turn();
    batches[0]?.end.resolve('first');
    await turn();
    pauses[0]?.resolve();
    await turn();
    void merger.submit('k', 'b');
    await turn();
    assert.deepEqual(
      batches.map((batch) => batch.items),
      [['a'], ['b']],
    );
  });

  test('a batch that cannot be recorded rejects those in it and those that waited for it; the next item is tried at once', async () => {
    const { merger, batches } = world();
    const first = merger.submit('k', 'a');
    await turn();
    const refused = [first, merger.submit('k', 'b')];
    batches[0]?.end.reject(new Error('away'));
    for (const each of refused) await assert.rejects(each, /away/);
    const next = merger.submit('k', 'c');
    await turn();
    batches[1]?.end.resolve('back');
    assert.equal(await next, 'back');
    assert.deepEqual(
      batches.map((batch) => batch.items),
      [['a'], ['c']],
    );
  });
});

test('another key does not wait', async () => {
  const { merger, batches } = world();
  void merger.submit('k', 'a');
  void merger.submit('l', 'b');
  await turn();
  assert.deepEqual(
    batches.map((batch) => batch.key),
    ['k', 'l'],
  );
});

test('so many keys at a time: the others take their turn, with all that has come for them by then', async () => {
  const { merger, batches } = world({ atOnce: 2 });
  for (const item of ['k', 'l', 'm', 'n']) merger.submit(item, item).catch(() => undefined);
  await turn();
  void merger.submit('m', 'later');
  assert.deepEqual(
    batches.map(({ items }) => items),
    [['k'], ['l']],
  );
  batches[0]?.end.reject(new Error('away'));
  await turn();
  batches[1]?.end.resolve('');
  await turn();
  assert.deepEqual(
    batches.map(({ items }) => items),
    [['k'], ['l'], ['m', 'later'], ['n']],
  );
});

test('whose turn does not come in time hears so, and it is recorded all the same', async () => {
  const { merger, batches } = world({ atOnce: 1, patience: 50 });
  const first = merger.submit('k', 'a');
  await assert.rejects(merger.submit('l', 'b'), { name: 'TooMuchAtOnce' });
  batches[0]?.end.resolve('slow, but there');
  assert.equal(await first, 'slow, but there');
  await turn();
  assert.deepEqual(batches.at(-1)?.items, ['b']);
});

test('a real pause is 250 ms', async () => {
  const at: number[] = [];
  const merger = createMerger<string, number>({ record: async () => at.push(performance.now()) });
  const first = merger.submit('k', 'a');
  await turn();
  await Promise.all([first, merger.submit('k', 'b')]);
  const apart = (at[1] ?? 0) - (at[0] ?? 0);
  assert.ok(apart >= 245 && apart < 1_000, `${apart} ms`);
});

test('a slow recording takes its time from the pause, and the next one hears how long its oldest item has waited', async () => {
  const begun: number[] = [];
  const waits: number[] = [];
  const merger = createMerger<string, void>({
    async record(_, __, waited) {
      begun.push(performance.now());
      waits.push(waited);
      await sleep(200);
    },
  });
  const first = merger.submit('k', 'a');
  await turn();
  await Promise.all([first, merger.submit('k', 'b')]);
  const apart = (begun[1] ?? 0) - (begun[0] ?? 0);
  assert.ok(apart >= 245 && apart < 430, `${apart} ms`);
  assert.ok((waits[0] ?? 9) < 20 && (waits[1] ?? 0) >= 240, waits.join());
});

test('whatever the order of events: items are recorded in order, one batch per key at a time, and a submission resolves only as the one batch that holds its item', async () => {
  const submission = fc.record({ key: fc.constantFrom('k', 'l', 'm'), fails: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(submission, { maxLength: 40 }),
      async (scheduler, submissions) => {
        const tried: { key: string; items: number[]; fails: boolean; outcome: string }[] = [];
        const underWay = new Set<string>();
        const arrived: number[] = [];
        const merger = createMerger<number, string>({
          async record(key, items) {
            assert.ok(!underWay.has(key), 'two batches of one key at a time');
            underWay.add(key);
            const batch = {
              key,
              items,
              fails: items.some((item) => submissions[item]?.fails),
              outcome: `batch ${tried.length}`,
            };
            tried.push(batch);
            await scheduler.schedule(Promise.resolve(), 'record');
            underWay.delete(key);
            if (batch.fails) throw new Error(batch.outcome);
            return batch.outcome;
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
        const outcomes = await scheduler.waitFor(Promise.all(settled));

        for (const key of ['k', 'l', 'm']) {
          const items = tried.filter((batch) => batch.key === key).flatMap((batch) => batch.items);
          assert.deepEqual(
            items,
            arrived.filter((n) => items.includes(n)),
            'once each, in the order of arrival',
          );
        }
        for (const [n, { outcome, failed }] of outcomes.entries()) {
          const own = tried.find(({ items }) => items.includes(n));
          if (own) assert.deepEqual({ outcome, failed }, { outcome: own.outcome, failed: own.fails });
          else
            assert.ok(
              failed &&
                tried.some(
                  (batch) => batch.outcome === outcome && batch.key === submissions[n]?.key && batch.fails,
                ),
            );
        }
      },
    ),
    { numRuns: 200 },
  );
});
