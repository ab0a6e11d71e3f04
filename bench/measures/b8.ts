import proto from '@temporalio/proto';
import pMap from 'p-map';
import { startArena } from '../arena.ts';
import { groupsOf } from '../bare/groups.ts';
import { runInGroups } from '../bare/run-in-groups.ts';
import { type SavedIncident, savedIncidents } from '../blocks/saved-incidents.ts';
import type { Measure, Row } from '../measure.ts';
import { exact, median, percentile, ratioInterval } from '../statistics.ts';

const { History, HistoryEvent } = proto.temporal.api.history.v1;

export const measure: Measure = {
  id: 'B8',
  title: "A whole incident's history, from the saved ones",
  against: 'L3 that does as much at once as the runbook, really run',
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
      const pairs = incidents.map((incident, i) => ({ ...incident, bare: bare[i] ?? {} }));
      say(`${pairs.length} histories beside as many bare ones`);
      const kilobytes = pairs.map(({ history }) => bytesOf(history) / 1_000);
      return {
        rows: [
          ...[...new Set(pairs.map(({ runbook }) => runbook))].sort().map((runbook): Row => {
            const own = pairs.filter((pair) => pair.runbook === runbook);
            const [ours, theirs] = [own.map(lengthOf), own.map(({ bare }) => bare.events?.length ?? 0)];
            return {
              name: runbook,
              value: ratioInterval(ours, theirs),
              unit: '×',
              target: { atMost: 1.25 },
              mayday: { unit: 'events', p50: median(ours), p99: percentile(ours, 0.99), count: own.length },
              bare: { unit: 'events', p50: median(theirs), p99: percentile(theirs, 0.99), count: own.length },
            };
          }),
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
        notes: [restOf(pairs), sizesOf(pairs)],
      };
    } finally {
      await arena.end();
    }
  },
};

function lengthOf({ history }: SavedIncident): number {
  return history.events?.length ?? 0;
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
