import type { ClusterQuestion } from './kubernetes.ts';
import type { Reference } from './profile.ts';

export interface PrometheusTarget {
  id: string;
  kind: 'prometheus';
  url: Reference;
  bearer?: Reference;
}

/** The Prometheus that a system's file names, and from where on its numbers are bad. */
export interface PrometheusProfile {
  target: PrometheusTarget;
  /** Percent of its periods in which a container is held back, from where on it counts as throttled. */
  throttledAbove: number;
}

/** What a check of one cluster's pods by their metrics needs. */
export interface ThrottlingQuestion extends ClusterQuestion {
  prometheus: PrometheusTarget;
  /** Percent */
  above: number;
}
