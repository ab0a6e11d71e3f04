import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { postMortem } from '../../../archive/post-mortem/post-mortem.ts';
import { shadowOf, shadowReport } from '../../../archive/shadows.ts';
import type { IncidentRecord } from '../../../workflows/contract/incident.ts';
import type { Plan } from '../../../workflows/contract/plans.ts';
import type { Fact, TimelineEntry } from '../../../workflows/contract/timeline.ts';
import { measuredRecord } from './measured-record.ts';
import { madeRecord } from './record.ts';

const minute = 60_000;
const alice = { kind: 'person', name: 'alice', door: 'cli', verified: false } as const;

function planned(): Plan {
  const [plan] = madeRecord().timeline.flatMap(({ fact }) => (fact.kind === 'planned' ? fact.plan : []));
  assert.ok(plan);
  return plan;
}

/** A shadow incident, by the seconds after its opening. */
export function shadowRecord(told: [seconds: number, fact: Fact][], ended = 1_800): IncidentRecord {
  const record = measuredRecord({ mode: 'shadow', ended });
  const timeline = told.map(
    ([seconds, fact], i): TimelineEntry => ({
      id: String(i),
      at: new Date(Date.parse(record.openedAt) + seconds * 1_000).toISOString(),
      fact,
    }),
  );
  return { ...record, timeline };
}

const story: [number, Fact][] = [
  [
    0,
    {
      kind: 'would page',
      ladder: 'response',
      step: 0,
      role: 'on-call',
      people: ['alice'],
      because: 'the incident opened',
      reach: 'page',
    },
  ],
  [40, { kind: 'would ask', plan: planned(), of: ['alice', 'carol'] }],
  [300, { kind: 'noted', by: alice, text: 'restarted the pool' }],
  [310, { kind: 'well', says: 'it answers 200' }],
  [320, { kind: 'relapsed', because: 'it answers 503' }],
  [1_380, { kind: 'well', says: 'it answers 200' }],
  [1_800, { kind: 'resolved', by: { kind: 'mayday' }, as: 'fixed', because: 'it stayed well' }],
];

describe('What a shadow incident tells', () => {
  test('is when Mayday would have asked first, and when people had it well for good', () => {
    const { proposedAfter, wellAfter, endedAfter, entries } = shadowOf(shadowRecord(story));
    assert.deepEqual([proposedAfter, wellAfter, endedAfter], [40_000, 23 * minute, 30 * minute]);
    assert.deepEqual(
      entries.map(({ after, who }) => [after / 1_000, who]),
      [
        [0, 'mayday would'],
        [40, 'mayday would'],
        [300, 'people'],
        [310, 'seen'],
        [320, 'seen'],
        [1_380, 'seen'],
        [1_800, 'seen'],
      ],
    );
  });

  test('counts in medians over shadows alone; what never happened is in none', () => {
    const report = shadowReport([
      shadowRecord(story),
      shadowRecord([[600, { kind: 'well', says: 'it answers 200' }]]),
      measuredRecord({}),
      measuredRecord({ mode: 'dry-run' }),
    ]);
    assert.deepEqual(
      [report.incidents.length, report.proposed, report.proposedAfter, report.wellAfter],
      [2, 1, 40_000, ((23 + 10) * minute) / 2],
    );
    assert.deepEqual(shadowReport([]), { incidents: [], proposed: 0, proposedAfter: null, wellAfter: null });
  });

  test('stands in its document, with what it would have shown, and nothing there claims a change', () => {
    const told = postMortem(shadowRecord(story), { sections: [], followUps: [] } as never);
    assert.match(told, /^# Shadow INC-7K3FQ2: /);
    assert.match(
      told,
      /Mayday would have proposed its first change after 40 s; the system was well after 23 min\./,
    );
    assert.match(
      told,
      /\| \+00:40 \| Would ask alice or carol to approve plan 1: End idle sessions \| {2}\|/,
    );
    assert.match(told, /\| \+05:00 \| {2}\| alice \(cli, unverified\): restarted the pool \|/);
    assert.match(told, /pg_terminate_backend\(4711\)/);
    assert.doesNotMatch(told, /Action items|Root cause/);
  });
});
