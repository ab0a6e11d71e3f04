import type { PrometheusTarget, RequestLimits, RequestsProfile } from '../workflows/contract/prometheus.ts';
import {
  defaultErrorsAbove,
  defaultLatencyP95,
  defaultRateWindow,
  defaultRequestSeries,
} from './defaults.ts';
import { durationText } from './duration.ts';
import type { SystemFile } from './schema.ts';

type File = Pick<SystemFile, 'targets' | 'thresholds' | 'routes' | 'system'>;

/** How a Prometheus of a file counts the system's requests, and when that is bad; `assume` hears what the file leaves open. */
export function requestsProfile(
  file: File,
  id: string,
  assume: (says: string) => void,
): { target: PrometheusTarget; requests: RequestsProfile } {
  const entry = file.targets[id];
  if (entry?.kind !== 'prometheus')
    throw new Error(`The target ${id} passed the checks, but is no Prometheus`);
  const { requests: given = {}, alerts, ...target } = entry;
  const { window, labels, ...names } = { ...given };
  const missing = Object.entries(defaultRequestSeries).filter(([key]) => !Object.hasOwn(names, key));
  if (missing.length > 0) {
    const said = missing.map(([key, value]) => `${value} (${key})`).join(', ');
    assume(`requests: the file does not say how ${id} counts them, so ${said}`);
  }
  if (window === undefined) {
    assume(
      `requests: the file does not say over how long a rate is taken, so ${durationText(defaultRateWindow)}`,
    );
  }
  if (labels === undefined) {
    assume(`requests: the file does not say which series of ${id} are the system's, so all of them`);
  }
  return {
    target: { ...target, id },
    requests: {
      series: {
        ...defaultRequestSeries,
        ...names,
        labels: labels ?? {},
        window: window ?? defaultRateWindow,
      },
      limits: limitsOf(file, assume),
      alerts: alerts ? [alerts] : matchesOf(file),
    },
  };
}

function limitsOf({ thresholds }: File, assume: (says: string) => void): RequestLimits {
  const { errorRate, latencyP95, latencyFactor, availability } = thresholds;
  const errors = errorRate?.sickAbove ?? errorRate?.below;
  if (errors === undefined) {
    assume(`requests: the file does not say how many may fail, so up to ${defaultErrorsAbove} %`);
  }
  if (latencyP95 === undefined) {
    assume(
      `requests: the file does not say how fast they are to be answered, so 95 % of them within ${durationText(defaultLatencyP95)}`,
    );
  }
  return {
    errorsAbove: errors ?? defaultErrorsAbove,
    errorsLasting: errorRate?.for ?? 0,
    p95Above: latencyP95?.below ?? defaultLatencyP95,
    ...(latencyFactor ? { timesUsual: latencyFactor.below } : {}),
    ...(availability?.above === undefined ? {} : { available: availability.above }),
    ...(thresholds.errorSeverities ? { severities: thresholds.errorSeverities } : {}),
  };
}

/** What leads to a runbook of the system is an alert of the system. */
function matchesOf({ system, routes }: File): Record<string, string>[] {
  const matches = routes
    .map(({ match, matchers = [] }) => {
      const equal = matchers.filter(({ operator }) => operator === '=');
      return { ...match, ...Object.fromEntries(equal.map(({ label, value }) => [label, value])) };
    })
    .filter((match) => Object.keys(match).length > 0);
  return matches.length > 0 ? matches : [{ system }];
}
