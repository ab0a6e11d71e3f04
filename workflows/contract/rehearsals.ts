import { hashOf } from './keys.ts';
import type { Plan, PlanTarget } from './plans.ts';

/** What an action said of a plan after looking again, with nothing changed. */
export type Rehearsed =
  | { outcome: 'would apply'; says: string[] }
  | { outcome: 'would refuse'; because: string; difference: string[] };

/** What a dry run found out about one mitigation. */
export interface Rehearsal {
  mitigation: string;
  title: string;
  /** The findings call for it now. */
  calledFor: boolean;
  outcome:
    | Rehearsed['outcome']
    | 'nothing to do'
    /** It asks people something that the start did not say. */
    | 'wants answers'
    /** There is no dry run of it, or it could not be asked. */
    | 'not rehearsed'
    /** People do it themselves. */
    | 'by hand';
  /** What would be done to each target, why not, or what is asked, line by line. */
  says: string[];
  /** As it would be asked for; absent where there is none. */
  plan?: Plan;
  /** Who may approve it. */
  of: string[];
  /** ms that it would wait for its decision. */
  within?: number;
}

/** A plan of a dry run or a shadow incident that a live proposal is about to repeat. Citing approves nothing. */
export interface Cited {
  /** `INC-7K3FQ2` */
  incident: string;
  plan: number;
  /** Of each target its title and a hash of its state. */
  targets: CitedTarget[];
}

export interface CitedTarget {
  id: string;
  title: string;
  state: string;
}

/** What a live plan says of the one it cites; `differs`: none if the targets are as they were. */
export interface Citation {
  incident: string;
  plan: number;
  differs: string[];
}

/** Targets as a citation carries them. */
export function citedTargets(targets: readonly PlanTarget[]): CitedTarget[] {
  return targets.map(({ id, title, state }) => ({ id, title, state: hashOf(state).slice(0, 16) }));
}

/** What is not as it was in the cited plan, a line per target. */
export function differences(cited: readonly CitedTarget[], now: readonly PlanTarget[]): string[] {
  const before = new Map(cited.map((target) => [target.id, target]));
  const current = new Map(citedTargets(now).map((target) => [target.id, target]));
  return [
    ...[...current.values()].flatMap(({ id, title, state }) => {
      const then = before.get(id);
      if (!then) return [`not in it then: ${title}`];
      return then.state === state ? [] : [`not as it was then: ${title}`];
    }),
    ...[...before.values()].flatMap(({ id, title }) =>
      current.has(id) ? [] : [`not in it any more: ${title}`],
    ),
  ];
}
