import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Context } from '../../../client/board/incident/context.ts';
import { lanesOf } from '../../../client/board/incident/lanes.ts';
import { timeScale } from '../../../client/board/incident/time-scale.ts';
import { orderQuery, timelineSection } from '../../../client/board/incident/timeline.ts';
import { rendered } from '../../../client/board/post-mortem/rendered.ts';
import type { Fact } from '../../../workflows/contract/timeline.ts';
import { madeRecord } from '../archive/record.ts';
import { entry, openedFact, sample } from './incident-sample.ts';

const record = madeRecord();
const { timeline } = record;

function section(query: unknown = {}): string {
  const context = sample({ view: record, timeline });
  return timelineSection({ ...context, request: { query } as Context['request'] });
}

describe('the list', () => {
  test('a closed incident as it went, the other way round if somebody asks', () => {
    const places = (page: string) => {
      const list = page.slice(page.indexOf('<ol'));
      return [list.indexOf('Opened as Critical'), list.indexOf('Resolved as fixed')];
    };
    const [opened = 0, resolved = 0] = places(section());
    assert.ok(0 < opened && opened < resolved);
    const [later = 0, sooner = 0] = places(section({ order: 'newest' }));
    assert.ok(0 < sooner && sooner < later);
    assert.equal(
      orderQuery({ request: { query: { order: 'newest' } } as Context['request'] }),
      '?order=newest',
    );
    assert.equal(orderQuery({ request: { query: { order: '"><b>' } } as Context['request'] }), '');
  });

  test('each entry says when, how long after the opening, who and what; its evidence is folded', () => {
    const page = section();
    assert.match(
      page,
      /<time datetime="2026-11-21T03:12:45\.000Z"[^>]*>[^<]*<\/time> <span class="muted">\+00:40</,
    );
    assert.match(page, /<div class="who muted">bob<\/div>/);
    assert.match(page, /<details id="below-3"><summary>3 lines<\/summary>/);
    assert.ok(!page.includes('<script>alert(1)</script>'));
  });
});

describe('the picture', () => {
  test('has its words for those who cannot see it, and the phases, plans and people in rows', () => {
    const lanes = lanesOf({ view: record, clocks: [], timeline });
    assert.deepEqual(
      lanes.map(({ label }) => label),
      ['Phase', 'Clocks', 'Plan 1', 'Plan 2', 'alice', 'bob'],
    );
    assert.deepEqual(
      lanes[0]?.bars.map(({ label }) => label),
      ['triggered', 'mitigating', 'monitoring'],
    );
    assert.deepEqual(
      lanes[3]?.bars.map(({ label, from, to }) => [label, Date.parse(to) - Date.parse(from)]),
      [
        ['waits', 30_000],
        ['applied', 1_000],
      ],
    );
    assert.match(section(), /<svg[^>]* role="img" aria-labelledby="picture-title picture-says">/);
    assert.match(section(), /<desc id="picture-says">Phase: triggered until 03:12:07 UTC/);
  });

  test('the same state is the same bytes, and no style attribute stands in it', () => {
    assert.equal(section(), section());
    assert.doesNotMatch(section(), / style=/);
  });

  test('an open incident goes on until what is due next', () => {
    const { endedAt: _, ...open } = record;
    const lanes = lanesOf({
      view: { ...open, phase: 'triggered' },
      clocks: [],
      timeline: [entry(0, openedFact)],
    });
    assert.deepEqual(lanes[0]?.bars, [
      {
        from: record.openedAt,
        to: record.targets?.resolution,
        style: 'phase-triggered open',
        label: 'triggered',
        says: 'triggered now',
      },
    ]);
  });

  test('nothing that anybody wrote opens a tag', () => {
    const words = '<script>x</script>"\'';
    const by = { kind: 'person', name: words, door: 'cli', verified: true } as const;
    const facts: Fact[] = [
      { kind: 'noted', by, text: words },
      {
        kind: 'paged',
        ladder: 'response',
        step: 1,
        role: words,
        people: [words],
        because: words,
        reach: 'page',
      },
      { kind: 'failed', because: words },
    ];
    const context = sample({ timeline: facts.map((fact, i) => entry(i, fact)) });
    const page = timelineSection({ ...context, request: { query: {} } as Context['request'] });
    assert.ok(!page.includes('<script>'));
  });
});

test('instants keep their order and stay within the picture, however long it waited between them', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 0, max: 10 ** 9 }), { minLength: 2, maxLength: 50 }),
      (offsets) => {
        const times = offsets.toSorted((a, b) => a - b).map((ms) => new Date(1.79e12 + ms).toISOString());
        const { x, ticks } = timeScale(times.toReversed(), 80, 900);
        const places = times.map(x);
        assert.deepEqual(
          places,
          places.toSorted((a, b) => a - b),
        );
        assert.deepEqual([places[0], places.at(-1)], [80, 900]);
        assert.deepEqual([ticks[0], ticks.at(-1)], [times[0], times.at(-1)]);
      },
    ),
  );
});

test('a post-mortem that somebody has written into shows no HTML, picture or script link of theirs', () => {
  const page = rendered(
    '# A <script>alert(1)</script>\n\n<img src=x onerror=y>\n\n![p](http://x/y.png) [a](javascript:alert(1)) [b](https://example.com)\n\n| a | b |\n| :-: | --- |\n| <i>1</i> | 2 |\n',
  );
  assert.doesNotMatch(page, /<(script|img|i)\b| style=|href="javascript/);
  assert.match(page, /<a href="https:\/\/example\.com">b<\/a>/);
  assert.match(page, /<th scope="col">a<\/th>/);
});
