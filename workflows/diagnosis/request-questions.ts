import type { Finding } from '../contract/findings.ts';
import type { Checks } from '../incident/activities.ts';
import type { Incident } from '../incident/incident.ts';

/** What a story can ask the Prometheus of its system. */
export type RequestTopic = 'error ratio' | 'latency' | 'requests' | 'alerts';

/** ms ago; what is usual is what it was the day before at that time. */
const usual = 86_400_000;

/** The questions of a runbook about the requests to its system; none where the file names no Prometheus. */
export function requestQuestions(
  incident: Incident,
  topics: readonly RequestTopic[],
): Record<string, (ask: Checks) => Promise<Finding>> {
  const { target: prometheus, requests } = incident.profile.prometheus ?? {};
  if (!prometheus || !requests) return {};
  const { series, limits, alerts } = requests;
  const { errorsAbove, p95Above, errorsLasting: lasting, timesUsual, available } = limits;
  const all: Record<RequestTopic, (ask: Checks) => Promise<Finding>> = {
    'error ratio': (ask) => ask.prometheusErrorRatio({ prometheus, series, above: errorsAbove, lasting }),
    latency: (ask) => ask.prometheusLatency({ prometheus, series, above: p95Above, timesUsual, usual }),
    requests: (ask) =>
      ask.prometheusRequests({ prometheus, series, errorsAbove, p95Above, available, usual }),
    alerts: (ask) => ask.prometheusAlerts({ prometheus, of: alerts, known: alertsOf(incident) }),
  };
  return Object.fromEntries(topics.map((topic) => [topic, all[topic]]));
}

/** Names of the alerts that the incident was told of. */
function alertsOf({ timeline }: Incident): string[] {
  const names = timeline.flatMap(({ fact }) =>
    fact.kind === 'alerts' ? fact.firing.map(({ name }) => name) : [],
  );
  return [...new Set(names)];
}
