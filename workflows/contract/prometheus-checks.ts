import type { Finding } from './findings.ts';
import type { AlertsQuestion, ErrorRatioQuestion, LatencyQuestion, RequestsQuestion } from './prometheus.ts';

/** Questions to a Prometheus about a system's requests. Each throws `TargetUnreachable` only when nothing could be asked. */
export interface PrometheusChecks {
  /** The share of requests that are answered with 5xx; sick when one service's is above `above` percent, for as long as `lasting`. */
  prometheusErrorRatio(question: ErrorRatioQuestion): Promise<Finding>;
  /** The 95th percentile of the answer times; sick above `above`, or above `timesUsual` times what was usual. */
  prometheusLatency(question: LatencyQuestion): Promise<Finding>;
  /** Rate, errors and duration of each service beside what was usual; sick when one is bad now. */
  prometheusRequests(question: RequestsQuestion): Promise<Finding>;
  /** Which alerts of the system fire, the longest first; sick with any that the incident does not know. */
  prometheusAlerts(question: AlertsQuestion): Promise<Finding>;
}
