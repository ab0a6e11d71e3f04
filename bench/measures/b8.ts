import proto from '@temporalio/proto';
import pMap from 'p-map';
import { startArena } from '../arena.ts';
import { groupsOf } from '../bare/groups.ts';
import { runInGroups } from '../bare/run-in-groups.ts';
import { type SavedIncident, savedIncidents } from '../blocks/saved-incidents.ts';
import type { Measure, Row } from '../measure.ts';
import { exact, median, percentile } from '../statistics.ts';

const { History, HistoryEvent } = proto.temporal.api.history.v1;

export const measure: Measure = {
  id: 'B8',
  title: "A whole incident's history, from the saved ones",
  against: 'L3 that does as much at once as the runbook, really run',
  minutes: 2,
  async run({ profile, quick, say }) {
    const all = await savedIncidents();
    const incidents = quick ? all.filter(({ name }) => /^cache-issues/.test(name)) : all;
    const arena = await startArena({ profile, bare: { worker: true } });
    try {
      const bare = await pMap(
        incidents,
        ({ name, history }) => runInGroups(arena.temporalClient, `B8:${name}`, groupsOf(history)),
        { concurrency: 24 },
      );
      const pairs = incidents.map((incident, i): Pair => ({ ...incident, bare: bare[i] ?? {} }));
      say(`${pairs.length} histories beside as many bare ones`);
      const kilobytes = pairs.map(({ history }) => bytesOf(history) / 1_000);
      return {
        rows: [
          ...[...new Set(pairs.map(({ runbook }) => runbook))].sort().map((runbook) =>
            rowOf(
              runbook,
              pairs.filter((pair) => pair.runbook === runbook),
            ),
          ),
          {
            name: 'size, p95 of all',
            value: exact(percentile(kilobytes, 0.95)),
            unit: 'KB',
            target: { atMost: 100 },
            mayday: {
              unit: 'KB',
              p50: median(kilobytes),
              p99: percentile(kilobytes, 0.99),
              count: pairs.length,
            },
          },
        ],
        blocks: 'counted',
        notes: [
          `Each ratio is of all events of the runbook's endings to all of their bare ones; these are counts, so that there is no interval. Worst endings: ${worstOf(pairs)}.`,
          restOf(pairs),
          sizesOf(pairs),
        ],
      };
    } finally {
      await arena.end();
    }
  },
};

/** A saved incident, and the bare run that did as much. */
interface Pair extends SavedIncident {
  bare: SavedIncident['history'];
}

/** All events of the runbook's endings to all those of the bare runs; they are counted, not sampled. */
function rowOf(runbook: string, pairs: readonly Pair[]): Row {
  const [ours, theirs] = [
    pairs.map(({ history }) => lengthOf(history)),
    pairs.map(({ bare }) => lengthOf(bare)),
  ];
  const figures = (lengths: number[]) => ({
    unit: 'events',
    p50: median(lengths),
    p99: percentile(lengths, 0.99),
    count: lengths.length,
  });
  return {
    name: runbook,
    value: exact(sum(ours) / sum(theirs)),
    unit: '×',
    target: { atMost: 1.25 },
    mayday: figures(ours),
    bare: figures(theirs),
  };
}

/** The three endings furthest above their bare ones. */
function worstOf(pairs: readonly Pair[]): string {
  const ratios = pairs.map(({ name, history, bare }) => ({
    name,
    ratio: lengthOf(history) / lengthOf(bare),
  }));
  const worst = ratios.sort((a, b) => b.ratio - a.ratio).slice(0, 3);
  return worst.map(({ name, ratio }) => `\`${name}\` ${ratio.toFixed(2)}×`).join(', ');
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

function lengthOf({ events }: SavedIncident['history']): number {
  return events?.length ?? 0;
}

function bytesOf(history: SavedIncident['history']): number {
  return History.encode(history).finish().length;
}

/** What the bare ones have none of. */
function restOf(pairs: readonly SavedIncident[]): string {
  const kinds = {
    upsertWorkflowSearchAttributesEventAttributes: 'of search attributes',
    workflowExecutionUpdateAcceptedEventAttributes: 'of answers that somebody asked for, taken',
    workflowExecutionUpdateCompletedEventAttributes: 'of such answers, given',
    startChildWorkflowExecutionInitiatedEventAttributes: 'of follow-ups, asked for',
    childWorkflowExecutionStartedEventAttributes: 'of follow-ups, begun',
  };
  const events = pairs.flatMap(({ history }) => history.events ?? []);
  const told = Object.entries(kinds).map(([kind, words]) => {
    const count = events.filter((event) => event[kind as keyof typeof kinds]).length;
    return `${percent(count, events.length)} ${words}`;
  });
  return `Of all events of the saved incidents, ${told.join(', ')}; the rest is what the bare ones have, too, or workflow tasks.`;
}

/** What the bytes are of. */
function sizesOf(pairs: readonly SavedIncident[]): string {
  const sums = new Map<string, number>();
  for (const { history } of pairs) {
    for (const event of history.events ?? []) {
      const activity = event.activityTaskScheduledEventAttributes?.activityType?.name;
      const what = activity ? `what \`${activity}\` is given` : 'all else';
      const bytes = HistoryEvent.encode(event).finish().length;
      sums.set(what, (sums.get(what) ?? 0) + bytes);
    }
  }
  const total = [...sums.values()].reduce((sum, bytes) => sum + bytes, 0);
  const most = [...sums].sort((a, b) => b[1] - a[1]).slice(0, 5);
  const nobody = pairs.filter(({ name }) => name.endsWith('nobody-answered'));
  const others = pairs.filter((pair) => !nobody.includes(pair));
  const p95 = (some: readonly SavedIncident[]) =>
    some.length === 0
      ? '–'
      : `${Math.round(
          percentile(
            some.map(({ history }) => bytesOf(history) / 1_000),
            0.95,
          ),
        )} KB`;
  return `Of all bytes, ${most.map(([what, bytes]) => `${percent(bytes, total)} are ${what}`).join(', ')}. p95 where nobody answered, with every plan offered, expired and said on each channel: ${p95(nobody)}; of all others: ${p95(others)}.`;
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)} %`;
}
