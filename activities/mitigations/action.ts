import type { Applied, Plan, PlanParameters, PlanTarget, Proposal } from '../../workflows/contract/plans.ts';
import type { Mitigation } from '../../workflows/contract/profile.ts';

/** A kind of change: how it is proposed, and how an approved plan of it is carried out. */
export interface Action<M extends Mitigation = Mitigation> {
  /** Looks and proposes; null when there is nothing to change. */
  observe(mitigation: M, parameters: PlanParameters): Promise<Proposal | null>;
  /** Looks again and acts; refuses when what the plan is about moved. Doing it twice does nothing twice. */
  act(order: Order<M>): Promise<Applied>;
}

/** An approved plan to carry out. */
export interface Order<M extends Mitigation = Mitigation> {
  mitigation: M;
  plan: Plan;
  /** The key of one target's effect. */
  keyOf(target: PlanTarget): string;
  /** An earlier attempt may have acted, and its answer is lost. */
  again: boolean;
  /** Ids of the targets that this and earlier attempts are known to have acted on. */
  done: ReadonlySet<string>;
  /** Puts a target on the record of `done`. */
  record(target: PlanTarget): void;
}
