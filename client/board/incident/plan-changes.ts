import type { Plan, PlanParameters, PlanTarget } from '../../../workflows/contract/plans.ts';
import { isForPublic } from '../../../workflows/contract/public-updates.ts';
import { sentence } from '../../../workflows/contract/sentences.ts';
import type { TimelineEntry } from '../../../workflows/contract/timeline.ts';

/** What is different about a plan from the one that it stands in for. */
export interface PlanChanges {
  before: Plan;
  /** What became of that one; absent where nothing did. */
  ended?: string;
  /** In this order; `-` is not so any more. */
  lines: { sign: '-' | '+'; text: string }[];
}

/** Against the newest plan before it that was for the same and was not carried out; undefined if there is none. */
export function planChanges(timeline: readonly TimelineEntry[], plan: Plan): PlanChanges | undefined {
  const before = timeline
    .flatMap(({ fact }) => (fact.kind === 'planned' ? [fact.plan] : []))
    .findLast((each) => each.id < plan.id && isSame(each, plan));
  if (!before) return undefined;
  const about = timeline.filter(({ fact }) => 'plan' in fact && fact.plan === before.id);
  if (about.some(({ fact }) => fact.kind === 'applied')) return undefined;
  const end = about.findLast(({ fact }) => ends.includes(fact.kind));
  return { before, ...(end ? { ended: sentence(end.fact) } : {}), lines: differences(before, plan) };
}

const ends: readonly string[] = [
  'plan withdrawn',
  'apply refused',
  'not applied',
  'rejected',
  'approval expired',
];

function isSame(a: Plan, b: Plan): boolean {
  return a.mitigation === b.mitigation && a.undoes === b.undoes && isForPublic(a.id) === isForPublic(b.id);
}

function differences(before: Plan, now: Plan): PlanChanges['lines'] {
  const texts = [
    changed(given(before.parameters), given(now.parameters)),
    ...moved(before.targets, now.targets),
    changed(before.preview, now.preview),
  ].flat();
  const said = new Set<string>();
  return texts.filter(({ sign, text }) => {
    const line = sign + text;
    return !said.has(line) && said.add(line);
  });
}

/** Targets that came, went, or are not in the state that they were in; how they are called may tell the time. */
function moved(before: readonly PlanTarget[], now: readonly PlanTarget[]): PlanChanges['lines'][] {
  const [then, current] = [before, now].map((list) => new Map(list.map((target) => [target.id, target])));
  const gone = before.filter(({ id }) => !current?.has(id));
  return [
    gone.map(({ title }) => ({ sign: '-', text: title })),
    ...now.map((target): PlanChanges['lines'] => {
      const old = then?.get(target.id);
      if (!old) return [{ sign: '+', text: target.title }];
      return changed(stateLines({ ...old, title: target.title }), stateLines(target));
    }),
  ];
}

/** Lines that only one of both has. */
function changed(before: readonly string[], now: readonly string[]): PlanChanges['lines'] {
  return [
    ...before.filter((line) => !now.includes(line)).map((text) => ({ sign: '-' as const, text })),
    ...now.filter((line) => !before.includes(line)).map((text) => ({ sign: '+' as const, text })),
  ];
}

function given(parameters: PlanParameters = {}): string[] {
  return Object.entries(parameters).map(([name, value]) => `${name}: ${value ?? 'nothing'}`);
}

/** `Deployment api: replicas 3` */
export function stateLines({ title, state }: PlanTarget): string[] {
  const entries = Object.entries(state);
  return entries.length === 0
    ? [title]
    : entries.map(([key, value]) => `${title}: ${key} ${value ?? 'none'}`);
}
