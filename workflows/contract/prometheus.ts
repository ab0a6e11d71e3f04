import type { ClusterQuestion } from './kubernetes.ts';
import type { Reference, Severity } from './profile.ts';

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
  /** Absent in profiles of an earlier release. */
  requests?: RequestsProfile;
}

/** How the services of a system count their requests, and when that is bad. */
export interface RequestsProfile {
  series: RequestSeries;
  limits: RequestLimits;
  /** An alert is the system's if it has all labels of one of these. */
  alerts: Record<string, string>[];
}

/** The series in which a system's requests are counted. */
export interface RequestSeries {
  /** The name of a counter. */
  counter: string;
  /** Its label that has the status of the answer, as in `503` or `5xx`. */
  status: string;
  /** The name of a histogram in seconds, without `_bucket`. */
  duration: string;
  /** The label that tells services apart. */
  by: string;
  /** Which of these series are the system's; without any label, all. */
  labels: Record<string, string>;
  /** ms over which a rate is taken. */
  window: number;
}

/** From where on a system's requests are bad. */
export interface RequestLimits {
  /** Percent of the requests that are answered with 5xx. */
  errorsAbove: number;
  /** ms that it must be above that; 0 = now is enough. */
  errorsLasting: number;
  /** ms within which 95 % of the requests are answered. */
  p95Above: number;
  /** That 95th percentile, as a multiple of the usual; absent where the file does not compare. */
  timesUsual?: number;
  /** Percent of a day's requests that are to be answered without 5xx; absent where the file promises nothing. */
  available?: number;
  /** Percent of errors above which an incident is of a severity; absent where the file does not say. */
  severities?: Partial<Record<Severity, number>>;
}

/** What a check of a system's requests needs. */
export interface OfRequests {
  prometheus: PrometheusTarget;
  series: RequestSeries;
}

export interface ErrorRatioQuestion extends OfRequests {
  /** Percent */
  above: number;
  /** ms */
  lasting: number;
}

export interface LatencyQuestion extends OfRequests {
  /** ms */
  above: number;
  timesUsual?: number;
  /** ms ago: when it was usual. */
  usual: number;
}

export interface RequestsQuestion extends OfRequests {
  /** Percent of the requests that are answered with 5xx. */
  errorsAbove: number;
  /** ms */
  p95Above: number;
  /** Percent of a day's requests. */
  available?: number;
  /** ms ago: when it was usual. */
  usual: number;
}

export interface AlertsQuestion {
  prometheus: PrometheusTarget;
  /** An alert is the system's if it has all labels of one of these. */
  of: Record<string, string>[];
  /** Names of the alerts that brought the incident: they prove nothing of it. */
  known: string[];
}

/** What a check of one cluster's pods by their metrics needs. */
export interface ThrottlingQuestion extends ClusterQuestion {
  prometheus: PrometheusTarget;
  /** Percent */
  above: number;
}
