import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemAndIncident } from '../../../client/cli/follow-ups/item.ts';
import { followUpsText, openItems, openItemsText } from '../../../client/cli/render/follow-ups.ts';
import { plain } from '../../../client/cli/screen.ts';
import type { FollowUpItem, FollowUpsView } from '../../../workflows/contract/follow-ups.ts';

const look = { now: new Date('2026-11-21T12:00:00.000Z'), paint: plain };
const alice = { kind: 'person', name: 'alice', door: 'cli', verified: false } as const;

function item(number: number, differs: Partial<FollowUpItem> = {}): FollowUpItem {
  return {
    number,
    list: number < 3 ? 'Immediate' : 'Long-term',
    title: `item ${number}`,
    begins: '2026-11-20T12:00:00.000Z',
    due: '2026-11-22T12:00:00.000Z',
    assumed: false,
    owner: 'on-call',
    people: ['alice'],
    state: 'open',
    saidUntil: '2026-11-20T12:00:00.000Z',
    climbed: 0,
    ...differs,
  };
}

function viewOf(incident: string, items: FollowUpItem[]): FollowUpsView {
  return {
    incident,
    keyId: 'key',
    workflowId: 'post-incident:key',
    system: 'shop',
    systemTitle: 'Shop',
    label: 'High',
    summary: 'checkout is slow',
    openedAt: '2026-11-20T10:00:00.000Z',
    endedAt: '2026-11-20T12:00:00.000Z',
    items,
    assumed: ['owner: so on-call'],
    changes: 0,
  };
}

test('an item is a number, the incident before it may be left out', () => {
  assert.deepEqual(itemAndIncident(['3'], 'done'), { id: undefined, item: 3 });
  assert.deepEqual(itemAndIncident(['INC-7K3FQ2', '3'], 'done'), { id: 'INC-7K3FQ2', item: 3 });
  for (const words of [['INC-7K3FQ2'], ['3', 'INC-7K3FQ2'], ['0'], ['1', '2', '3']]) {
    assert.throws(() => itemAndIncident(words, 'drop'), /the number of an item: mayday drop \[id\] 3/);
  }
});

test('the list over all incidents has what is open, soonest due first', () => {
  const views = [
    viewOf('INC-B', [item(1), item(2, { state: 'done', settledBy: alice })]),
    viewOf('INC-A', [item(1), item(2, { due: '2026-11-21T11:00:00.000Z', owner: undefined, people: [] })]),
  ];
  const items = openItems(views, look.now);
  assert.deepEqual(
    items.map(({ incident, item, overdue }) => [incident, item, overdue]),
    [
      ['INC-A', 2, true],
      ['INC-A', 1, false],
      ['INC-B', 1, false],
    ],
  );
  const [, first = ''] = openItemsText(items, look).split('\n');
  assert.match(first, /^INC-A +2 +1 h ago +nobody yet +shop +item 2$/);
  assert.equal(openItemsText([], look), 'Nothing is left to do.');
});

test('of one incident all items are shown by list, with who settled them and why', () => {
  const dropped = item(3, { state: 'dropped', settledBy: alice, reason: 'no need' });
  const late = item(2, { due: '2026-11-21T11:00:00.000Z', assumed: true });
  const text = followUpsText(viewOf('INC-A', [item(1), late, dropped]), look);
  assert.deepEqual(text.split('\n'), [
    'INC-A  High  Shop: checkout is slow',
    '',
    'Immediate',
    '  1  open     item 1  on-call, due in 1 d',
    '  2  overdue  item 2  on-call, due 1 h ago (assumed)',
    '',
    'Long-term',
    '  3  dropped  item 3  dropped by alice (cli, unverified): no need',
    '',
    'Assumed: owner: so on-call',
  ]);
});
