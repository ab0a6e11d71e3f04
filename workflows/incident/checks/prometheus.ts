import type { ActivityInterfaceFor } from '@temporalio/workflow';
import type { PrometheusChecks } from '../../contract/prometheus-checks.ts';
import { asking } from '../asking.ts';

export function prometheusChecks(checks: ActivityInterfaceFor<PrometheusChecks>) {
  return {
    prometheusErrorRatio: asking(
      checks.prometheusErrorRatio,
      ({ prometheus }) => `How many requests fail, as ${prometheus.id} counts them?`,
    ),
    prometheusLatency: asking(
      checks.prometheusLatency,
      ({ prometheus }) => `How long do answers take, as ${prometheus.id} has it?`,
    ),
    prometheusRequests: asking(
      checks.prometheusRequests,
      ({ prometheus }) => `Which requests does ${prometheus.id} see, beside the usual?`,
    ),
    prometheusAlerts: asking(
      checks.prometheusAlerts,
      ({ prometheus }) => `Which alerts of ${prometheus.id} fire?`,
    ),
  };
}
