import type { ClusterQuestion } from './kubernetes.ts';

/** A program of the catalogue that looks around in a pod. */
export interface InPodCommand {
  name: string;
  title: string;
  /** The id of a workload. */
  workload: string;
  /** Otherwise the workload's first of the catalogue, or the pod's main one. */
  container?: string;
  /** The program and its arguments; no shell reads them. */
  command: string[];
  /** Percent above which a file system that `df` lists is too full. */
  diskSickAbove: number;
}

export interface InPodQuestion extends ClusterQuestion {
  command: InPodCommand;
}
