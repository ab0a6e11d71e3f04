import type { Ladder, TimelineEntry } from '../../../workflows/contract/timeline.ts';
import { ms, type Terms } from './hurried-systems.ts';

/** When no worker was alive, in ms since 1970. */
export interface Absence {
  from: number;
  until: number;
}

/** A run that nobody touched. */
export interface Watched {
  /** ms since 1970. */
  openedAt: number;
  timeline: readonly TimelineEntry[];
  terms: Terms;
}

/** ms that a busy machine may take. */
const slack = 15_000;
/** ms by which the clocks of server and test may differ. */
const blur = 100;
/** ms before the end of a worker in which what is due may die with it. */
const inFlight = 2_000;

/** Everything that a run's clocks did other than promised: lost, twice, too early, too late, in a burst, or while no worker was alive. */
export function clockFaults({ openedAt, timeline, terms }: Watched, absence: Absence): string[] {
  const response = ms(terms.response);
  const faults: string[] = [];
  // A worker that was just started has other runs to begin with.
  const back = timeline.map(({ at }) => Date.parse(at)).find((at) => at > absence.until) ?? absence.until;
  const isMissed = (due: number) => due > absence.from - inFlight && due <= back;

  const cameAt = (what: string, at: number, due: number) => {
    const offset = `${what} came after ${at - openedAt} ms, due after ${due - openedAt} ms`;
    if (at < due - blur) faults.push(`too early: ${offset}`);
    if (at > (isMissed(due) ? back : due) + slack) faults.push(`too late: ${offset}`);
  };
  const inOrder = (found: readonly string[], promised: readonly string[]) => {
    if (found.join() !== promised.join()) faults.push(`${found.join()} instead of ${promised.join()}`);
  };

  const responders = reached(timeline, 'response');
  const steps = [...responders, ...saying(timeline, 'nobody left to page')];
  inOrder(
    steps.map(({ name }) => name),
    [...terms.ladder.response, 'nobody left to page'],
  );
  for (const [i, { name, at }] of steps.entries()) {
    // The first target counts from the opening, however late the first page went out.
    const before = i > 1 ? steps[i - 1] : undefined;
    cameAt(name, at, Math.max(openedAt + i * response, before ? before.at + response : 0));
  }

  const climbed = reached(timeline, 'resolution');
  const ladder = terms.ladder.resolution;
  inOrder(
    climbed.map(({ name }) => name),
    ladder.map(({ role }) => role),
  );
  for (const [i, { name, at }] of climbed.entries()) {
    const after = ms(ladder[i]?.after ?? '');
    const before = climbed[i - 1];
    const spaced = before ? before.at + after - ms(ladder[i - 1]?.after ?? '') : 0;
    cameAt(name, at, Math.max(openedAt + after, spaced));
  }

  const warned = timeline.flatMap(({ at, fact }) => {
    if (fact.kind === 'resolution missed') return { percent: 100, at: Date.parse(at) };
    return fact.kind === 'target nears' ? { percent: fact.percent, at: Date.parse(at) } : [];
  });
  const dueAt = (percent: number) => openedAt + (ms(terms.resolution ?? '') * percent) / 100;
  // Of several that were missed only the last is said.
  const promised = (terms.resolution === undefined ? [] : [50, 80, 100]).filter((percent, i, all) => {
    const next = all[i + 1];
    const mayBeLeftOut = next !== undefined && isMissed(dueAt(percent)) && isMissed(dueAt(next));
    return !mayBeLeftOut || warned.some((each) => each.percent === percent);
  });
  inOrder(
    warned.map(({ percent }) => `${percent} %`),
    promised.map((percent) => `${percent} %`),
  );
  for (const { percent, at } of warned) cameAt(`${percent} %`, at, dueAt(percent));

  const updates = saying(timeline, 'status');
  if ((updates.length === 0) !== (terms.updates === undefined)) faults.push(`${updates.length} updates`);
  for (const [i, { name, at }] of updates.entries()) {
    cameAt(name, at, (updates[i - 1]?.at ?? openedAt) + ms(terms.updates ?? ''));
  }

  const meanwhile = timeline.filter(
    ({ at }) => Date.parse(at) > absence.from + blur && Date.parse(at) < absence.until - blur,
  );
  return [...faults, ...meanwhile.map(({ fact }) => `${fact.kind} while no worker was alive`)];
}

interface Came {
  name: string;
  at: number;
}

function reached(timeline: readonly TimelineEntry[], ladder: Ladder): Came[] {
  return timeline.flatMap(({ at, fact }) =>
    fact.kind === 'paged' && fact.ladder === ladder ? { name: fact.role, at: Date.parse(at) } : [],
  );
}

function saying(timeline: readonly TimelineEntry[], kind: TimelineEntry['fact']['kind']): Came[] {
  return timeline.flatMap(({ at, fact }) => (fact.kind === kind ? { name: kind, at: Date.parse(at) } : []));
}
