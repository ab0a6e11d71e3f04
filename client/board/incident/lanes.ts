import type { Followed, Phase } from '../../../workflows/contract/incident.ts';
import { sentence } from '../../../workflows/contract/sentences.ts';
import type { Fact, TimelineEntry } from '../../../workflows/contract/timeline.ts';
import { type Bar, horizon, type Lane, type Mark } from './lane.ts';
import { planLanes } from './plan-lanes.ts';
import { actorOf } from './timeline-entry.ts';

/** Rows of people, and of plans; who did most, and the newest plans. */
const most = 6;

/** An incident in rows: phases, clocks, plans, people. */
export function lanesOf(followed: Followed): Lane[] {
  const plans = planLanes(followed);
  return [phases(followed), clocks(followed), ...plans.slice(-most), ...people(followed.timeline)];
}

function phases(followed: Followed): Lane {
  const { view, timeline } = followed;
  const bars: Bar[] = [];
  let [phase, from]: [Phase, string] = ['triggered', view.openedAt];
  const until = (at: string) => {
    bars.push({ from, to: at, style: `phase-${phase}`, label: phase, says: `${phase} until ${clock(at)}` });
  };
  for (const { at, fact } of timeline) {
    const next = phaseAfter(fact);
    if (!next || next === phase) continue;
    until(at);
    [phase, from] = [next, at];
  }
  if (!view.endedAt) {
    const style = `phase-${phase} open`;
    bars.push({ from, to: horizon(followed), style, label: phase, says: `${phase} now` });
  }
  const end = timeline.findLast(({ fact }) => ends.includes(fact.kind));
  return {
    label: 'Phase',
    bars: bars.filter((bar) => bar.from !== bar.to),
    marks: end
      ? [
          {
            at: end.at,
            shape: 'dot',
            style: end.fact.kind === 'resolved' ? 'good' : 'bad',
            says: sentence(end.fact),
          },
        ]
      : [],
  };
}

const ends: readonly Fact['kind'][] = ['resolved', 'cancelled', 'failed', 'dry run over'];

function phaseAfter(fact: Fact): Phase | undefined {
  switch (fact.kind) {
    case 'planned':
    case 'answers wanted':
    case 'taken over':
    case 'would ask':
    case 'would ask answers':
    case 'relapsed':
      return 'mitigating';
    case 'monitoring':
      return 'monitoring';
    case 'resolved':
    case 'cancelled':
    case 'failed':
      return fact.kind;
    default:
      return undefined;
  }
}

function clocks({ view: { targets }, timeline }: Followed): Lane {
  const due = (what: string, at: string | undefined): Mark[] =>
    at ? [{ at, shape: 'due', style: 'plain', says: `${what} target at ${clock(at)}` }] : [];
  return {
    label: 'Clocks',
    bars: [],
    marks: [
      ...due('response', targets?.response),
      ...due('resolution', targets?.resolution),
      ...timeline.flatMap(({ at, fact }) => clockMark(at, fact)),
    ],
  };
}

function clockMark(at: string, fact: Fact): Mark[] {
  switch (fact.kind) {
    case 'paged':
    case 'would page':
      return [{ at, shape: 'tick', style: 'plain', says: sentence(fact) }];
    case 'target nears':
      return [{ at, shape: 'tick', style: 'warn', says: sentence(fact) }];
    case 'response missed':
    case 'resolution missed':
    case 'nobody left to page':
      return [{ at, shape: 'cross', style: 'bad', says: sentence(fact) }];
    default:
      return [];
  }
}

function people(timeline: readonly TimelineEntry[]): Lane[] {
  const marks = timeline.flatMap(({ at, fact }) => {
    const by = actorOf(fact);
    return by?.kind === 'person'
      ? [{ name: by.name, mark: { at, shape: 'dot', style: 'plain', says: sentence(fact) } as const }]
      : [];
  });
  return [...Map.groupBy(marks, ({ name }) => name)]
    .sort(([, a], [, b]) => b.length - a.length)
    .slice(0, most)
    .map(([label, own]) => ({ label, bars: [], marks: own.map(({ mark }) => mark) }));
}

/** `03:12:05` */
function clock(at: string): string {
  return `${at.slice(11, 19)} UTC`;
}
