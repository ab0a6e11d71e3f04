import type { Clocks } from '../../docs/generate/clocks.ts';
import type { IncidentRecord } from '../../workflows/contract/incident.ts';
import type { Ladder, TimelineEntry } from '../../workflows/contract/timeline.ts';

const units = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000 } as const;

type Observed = Pick<IncidentRecord, 'openedAt' | 'timeline'>;

/** The clocks as a run that nobody touched has shown them; `named` = instants that have a name of their own. */
export function observedClocks(
  { openedAt: opened, timeline }: Observed,
  named: Record<string, Date> = {},
): Clocks {
  const openedAt = Date.parse(opened);
  const when = (at: string) => {
    const name = Object.keys(named).find((each) => isAbout(Date.parse(at), named[each]?.getTime() ?? 0));
    return name ?? elapsed(Date.parse(at) - openedAt);
  };
  const first = (kind: TimelineEntry['fact']['kind']) => timeline.find(({ fact }) => fact.kind === kind)?.at;
  const reached = (ladder: Ladder) =>
    timeline.flatMap(({ at, fact }) => {
      const nobodyLeft = fact.kind === 'nobody left to page' && ladder === 'response';
      if (nobodyLeft) return `nobody left ${when(at)}`;
      return fact.kind === 'paged' && fact.ladder === ladder ? `${fact.role} ${when(at)}` : [];
    });
  const reaches = new Set(timeline.flatMap(({ fact }) => (fact.kind === 'paged' ? fact.reach : [])));
  const warnings = timeline.flatMap(({ at, fact }) => (fact.kind === 'target nears' ? when(at) : []));
  const [missed, unresolved] = [first('response missed'), first('resolution missed')];
  return {
    response: missed ? when(missed) : 'none',
    resolution: unresolved ? when(unresolved) : 'none',
    reach: [...reaches].join(' and '),
    untilAcknowledged: listed(reached('response')),
    untilResolved: listed(reached('resolution')),
    warnings: listed(warnings),
    updates: every(
      timeline.flatMap(({ at, fact }) => (fact.kind === 'status' ? Date.parse(at) - openedAt : [])),
    ),
  };
}

/** To the minute: `at once`, `3h12m`, `72h`; from more than three days on `3d12h`, `2w`. */
export function elapsed(ms: number): string {
  if (isAbout(ms, 0)) return 'at once';
  let left = Math.round(ms / units.m) * units.m;
  if (left % units.w === 0) return `${left / units.w}w`;
  const parts = Object.entries(units).flatMap(([name, unit]) => {
    if (name === 'w' || (name === 'd' && left <= 3 * units.d)) return [];
    const count = Math.floor(left / unit);
    left -= count * unit;
    return count > 0 ? `${count}${name}` : [];
  });
  return parts.join('');
}

/** Within the seconds that a busy machine takes meanwhile. */
export function isAbout(a: number, b: number): boolean {
  return Math.abs(a - b) < units.m / 2;
}

/** The interval of updates that came one interval after the other, else when each came. */
function every(offsets: readonly number[]): string {
  const [interval = 0] = offsets;
  const gaps = offsets.map((offset, i) => offset - (offsets[i - 1] ?? 0));
  const regular = offsets.length > 1 && gaps.every((gap) => isAbout(gap, interval));
  return regular ? elapsed(interval) : listed(offsets.map(elapsed));
}

function listed(texts: readonly string[]): string {
  return texts.join(', ') || '–';
}
