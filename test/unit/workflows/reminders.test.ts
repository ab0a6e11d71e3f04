import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FollowUpItem } from '../../../workflows/contract/follow-ups.ts';
import { type Saying, sayings } from '../../../workflows/follow-ups/reminders.ts';
import { after, type FollowUpsState } from '../../../workflows/follow-ups/state.ts';

const hour = 3_600_000;
const start = Date.parse('2026-11-21T03:00:00.000Z');
const at = (hours: number) => new Date(start + hours * hour).toISOString();

function item(number: number, begins: number, due: number): FollowUpItem {
  return {
    number,
    list: 'Short-term',
    title: `item ${number}`,
    begins: at(begins),
    due: at(due),
    assumed: false,
    owner: 'alice',
    people: ['alice'],
    state: 'open',
    saidUntil: at(0),
    climbed: 0,
  };
}

/** What is said when somebody looks at these hours, and only then; a ladder of two steps. */
function told(items: FollowUpItem[], looks: number[]): string[] {
  let state: FollowUpsState = { items, changes: 0 };
  return looks.flatMap((look) => {
    const said = sayings(state.items, 2, start + look * hour);
    for (const saying of said) state = after(state, { id: '', at: at(look), fact: factOf(saying) });
    return said.map(({ says, items }) => `${look} h ${says} ${items.join()}`);
  });
}

function factOf({ says, items }: Saying) {
  return says === 'climbed'
    ? { kind: says, items, role: 'on-call', people: [], last: false }
    : { kind: says, items };
}

const everyHour = (until: number) => Array.from({ length: until + 1 }, (_, i) => i);

test('half of the time, a day before, when it is due, and then a step of the ladder each day', () => {
  assert.deepEqual(told([item(1, 0, 168)], everyHour(240)), [
    '84 h reminded 1',
    '144 h reminded 1',
    '168 h overdue 1',
    '192 h climbed 1',
    '216 h climbed 1',
  ]);
});

test('what is due within hours has one reminder', () => {
  assert.deepEqual(told([item(1, 0, 2)], everyHour(3)), ['1 h reminded 1', '2 h overdue 1']);
});

test('a list that begins later is asked about from then on, its items with one word', () => {
  const items = [item(1, 24, 48), item(2, 24, 48)];
  assert.deepEqual(told(items, everyHour(48)), ['24 h begun 1,2', '36 h reminded 1,2', '48 h overdue 1,2']);
});

test('after an outage of weeks one thing is said of each item, and the ladder goes on a day apart', () => {
  const items = [item(1, 0, 24), item(2, 0, 168), item(3, 0, 1_000)];
  assert.deepEqual(told(items, [0, 600, 601, 623, 624, 625, 648]), [
    '600 h overdue 1,2',
    '600 h reminded 3',
    '624 h climbed 1,2',
    '648 h climbed 1,2',
  ]);
});

test('of what is done or dropped nothing is said', () => {
  const settled: FollowUpItem[] = [
    { ...item(1, 0, 24), state: 'done' },
    { ...item(2, 0, 24), state: 'dropped' },
  ];
  assert.deepEqual(told(settled, everyHour(100)), []);
});
