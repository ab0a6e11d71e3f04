import type { Mitigation } from '../../workflows/contract/mitigations.ts';
import type {
  Applied,
  Plan,
  PlanParameters,
  PlanTarget,
  Proposal,
  SetBefore,
} from '../../workflows/contract/plans.ts';
import type { Rehearsed } from '../../workflows/contract/rehearsals.ts';

/** A kind of change: how it is proposed, and how an approved plan of it is carried out. */
export interface Action<M extends Mitigation = Mitigation> {
  /** Looks and proposes; null when there is nothing to change. Says so if it is not as `before` had set it. `keyId` = the incident's. */
  observe(
    mitigation: M,
    parameters: PlanParameters,
    before?: SetBefore,
    keyId?: string,
  ): Promise<Proposal | null>;
  /** Looks whether `act` would refuse now: what moved since the plan was made, as lines for people. */
  differences(mitigation: M, plan: Plan): Promise<string[]>;
  /** Does all but change something; an action without it is not rehearsed. What has moved is seen before. */
  rehearse?(mitigation: M, plan: Plan): Promise<Rehearsed>;
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
  done: Pick<ReadonlySet<string>, 'has'>;
  /** Puts a target on the record of `done`. */
  record(target: PlanTarget): void;
  /** Why no further target may be touched, since everything was frozen meanwhile or the lease is lost. */
  halted(): string | undefined;
}
