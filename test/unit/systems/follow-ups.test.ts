import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { followUpsOf } from '../../../systems/follow-ups.ts';
import { openCatalogue } from '../../../systems/open-catalogue.ts';
import { systemFile } from '../../../systems/schema.ts';

const catalogue = openCatalogue(fileURLToPath(new URL('../../../systems', import.meta.url)));
/** A Thursday. */
const endedAt = new Date('2026-11-19T16:00:00.000Z');
const hours = (at: string) => (Date.parse(at) - endedAt.getTime()) / 3_600_000;

/** `list: from–due h × items`, in the file's order. */
function lists(system: string): string[] {
  const { items } = followUpsOf(catalogue.file(system), endedAt);
  const grouped = Map.groupBy(items, ({ list }) => list);
  return [...grouped].map(
    ([list, [first, ...more]]) =>
      `${list}: ${hours(first?.begins ?? '')}–${hours(first?.due ?? '')} h × ${1 + more.length}${first?.assumed ? ' (assumed)' : ''}`,
  );
}

test('each document has its lists at its times, and a month where it gives none', () => {
  assert.deepEqual(lists('codementor-ai'), [
    'Immediate: 0–24 h × 4',
    'Short-term: 0–168 h × 4',
    'Long-term: 0–720 h × 4',
  ]);
  assert.deepEqual(lists('studyteddy'), [
    'Immediate: 0–2 h × 6',
    'Short-term: 24–48 h × 7',
    'Long-term: 168–336 h × 4',
  ]);
  assert.deepEqual(lists('agentic-startup-studio'), [
    'Immediate Post-Incident: 0–2 h × 4',
    'Post-Incident Review: 0–168 h × 5',
    'Follow-up Actions: 0–720 h × 4 (assumed)',
  ]);
  assert.deepEqual(lists('onboarding-kyc'), ['Post-mortem: 0–24 h × 2']);
  assert.deepEqual(lists('neurocred'), [
    'Post-Incident: 0–720 h × 4 (assumed)',
    'Action Items: 0–720 h × 5 (assumed)',
  ]);
});

test('a file without lists has a post-mortem in two business days and a review in a week, assumed', () => {
  const { items, assumed } = followUpsOf(undefined, endedAt);
  assert.deepEqual(
    items.map(({ title, due, assumed, meets }) => [title, due, assumed, meets]),
    [
      ['write the post-mortem', '2026-11-23T17:00:00.000Z', true, undefined],
      ['hold the review', '2026-11-26T16:00:00.000Z', true, '2026-11-23T10:00:00.000Z'],
    ],
  );
  assert.match(
    assumed.join('\n'),
    /the file lists none, so write the post-mortem \(within 2 business days\)/,
  );
  assert.match(assumed.join('\n'), /review: no file says when it is, so 2026-11-23 10:00 UTC/);
});

test('a review is in working time wherever it can be, also where that is after its day', () => {
  const list = { title: 'Review', items: ['meet'], review: 'meet' };
  const meets = (within: number) =>
    followUpsOf({ followUps: [{ ...list, within: within * 3_600_000 }] }, endedAt).items[0]?.meets;
  assert.equal(meets(20), '2026-11-20T10:00:00.000Z');
  assert.equal(meets(17.5), '2026-11-20T10:00:00.000Z');
  assert.equal(meets(48), '2026-11-23T10:00:00.000Z');
});

test('a review that is none of the items is refused with the item that was meant', () => {
  const followUps = [{ title: 'Review', items: ['hold the review'], review: 'hold the reviw' }];
  const read = systemFile.shape.followUps.safeParse(followUps);
  assert.match(read.error?.issues[0]?.message ?? '', /word for word; did you mean "hold the review"\?/);
});
