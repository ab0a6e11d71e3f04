import { ApplicationFailure } from '@temporalio/common';
import type { SetMaxConnections } from '../../../workflows/contract/databases.ts';
import { final } from '../../../workflows/contract/failures.ts';
import type { KubernetesMitigation } from '../../../workflows/contract/kubernetes-changes.ts';
import type { PlanParameters, PlanTarget } from '../../../workflows/contract/plans.ts';
import type { Cluster } from '../clusters.ts';

/** What is asked of a kind of change. */
export interface Wanted {
  /** Answers of people; on the way back, what was before, by its key. */
  parameters: PlanParameters;
  /** Takes an earlier change back: not held to the rules that make the change itself a good one. */
  back: boolean;
  /** What was planned, once it was; a change may find that of it there is nothing left to do. */
  planned?: readonly PlanTarget[];
}

/** One object that a mitigation would change, as it is now. */
export interface Part {
  /** `deployment backend`; unique within the mitigation, without ": ". */
  id: string;
  /** `deployment backend in shop` */
  title: string;
  /** What must still hold when it is written; no counters that every status write moves. */
  state: PlanTarget['state'];
  /** It is as wanted already. */
  there: boolean;
  /** As a person would type it. */
  preview: string[];
  /** Sentences. */
  observed: string;
  predicted: string;
  blastRadius: string;
  /** As a person would type it, or null where it cannot be taken back. */
  undo: string | null;
  /** What takes it back, as parameters of the same mitigation. */
  inverse?: PlanParameters;
  /** On the way back: somebody has changed it since. */
  changedSince?: true;
  /** What was done, after its title and a colon: `5 replicas, before 3`. */
  done: string;
  /** Whether the effect of this key is on it already, where no value would tell; `keyOf` has those of the plan's other targets. */
  stamped?(key: string, keyOf: (target: PlanTarget) => string): boolean;
  /** Writes it, unless somebody wrote in between; of a dry run nothing is kept. */
  write(order: Write): Promise<unknown>;
}

export interface Write {
  /** The key of the effect. */
  key: string;
  dryRun: boolean;
}

/** What is changed in a cluster, or along with something in it. */
export type Clustered = KubernetesMitigation | SetMaxConnections;

/** A kind of change. */
export interface Kind<M extends Clustered> {
  /**
   * Looks at what a mitigation would change, in the order in which it is written.
   * @throws ApplicationFailure `ChangeRefused` for what is never done whoever approves it, `InvalidInput` for answers that are of no use
   */
  look(cluster: Cluster, mitigation: M, wanted: Wanted): Promise<Part[]>;
  /** It sets values, so that looking again tells whether they are still as they were set. */
  absolute: boolean;
}

/** The failure to throw for what is never done. */
export function never(says: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(says, final.changeRefused);
}

/** The failure to throw for an answer that is of no use. */
export function useless(says: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(says, final.invalidInput);
}
