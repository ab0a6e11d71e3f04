import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fact, Ladder, TimelineEntry } from '../../../workflows/contract/timeline.ts';
import { clockFaults } from '../../integration/clocks/clock-faults.ts';

const second = 1_000;
const absence = { from: 11 * second, until: 30 * second };
const terms = {
  response: '5s',
  resolution: '20s',
  ladder: { response: ['on-call', 'second', 'third'], resolution: [{ role: 'lead', after: '12s' }] },
};

const kept = [
  at(0, paged('response', 'on-call')),
  at(5, paged('response', 'second')),
  at(10, { kind: 'target nears', percent: 50, due: '' }),
  at(10, paged('response', 'third')),
  at(31, { kind: 'nobody left to page', because: '' }),
  at(31, paged('resolution', 'lead')),
  at(31, { kind: 'resolution missed', due: '' }),
];

test('clocks that went as promised have no faults', () => {
  assert.deepEqual(faults(kept), []);
});

for (const [what, timeline, says] of [
  ['is lost', kept.filter(({ fact }) => fact.kind !== 'resolution missed'), /^50 % instead of/],
  ['fires twice', [...kept, at(33, paged('resolution', 'lead'))], /^lead,lead instead of lead/],
  ['fires too early', moved(kept, 'nobody left to page', 14), /^too early: nobody left/],
  ['fires too late', moved(kept, 'nobody left to page', 60), /^too late: nobody left/],
  ['fires while no worker was alive', moved(kept, 'resolution missed', 20), /while no worker/],
] as const) {
  test(`a clock that ${what} is told`, () => {
    assert.ok(faults(timeline).some((fault) => says.test(fault)));
  });
}

test('steps that were missed and come in a burst are told', () => {
  const burst = [kept[0], at(31, paged('response', 'second')), at(31, paged('response', 'third'))].flatMap(
    (entry) => entry ?? [],
  );
  assert.ok(
    faults(burst).some((fault) => /^too early: third came after 31000 ms, due after 36000/.test(fault)),
  );
});

function faults(timeline: readonly TimelineEntry[]): string[] {
  return clockFaults({ openedAt: 0, timeline, terms }, absence);
}

function at(seconds: number, fact: Fact): TimelineEntry {
  return { id: `${seconds} ${fact.kind}`, at: new Date(seconds * second).toISOString(), fact };
}

function paged(ladder: Ladder, role: string): Fact {
  return { kind: 'paged', ladder, step: 0, role, people: [], because: '', reach: 'page' };
}

function moved(timeline: readonly TimelineEntry[], kind: Fact['kind'], seconds: number): TimelineEntry[] {
  return timeline
    .map((entry) => (entry.fact.kind === kind ? at(seconds, entry.fact) : entry))
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}
