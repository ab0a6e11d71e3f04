import type { ClusterTarget, WorkloadTarget } from './kubernetes.ts';

/** Workloads of one cluster whose pods a change replaces. */
export interface RolloutQuestion {
  /** Absent = the worker's own cluster. */
  cluster?: ClusterTarget;
  workloads: WorkloadTarget[];
}

/** Whether all pods are new and ready, or why they will not be. */
export interface RolledOut {
  complete: boolean;
  says: string;
}
