import { asked, counted, type GatewayMetric } from '../../client/gateway/metrics/definitions.ts';
import { incidentLabels, incidentMetrics, type Metric } from '../../workflows/contract/metrics.ts';
import { table } from './table.ts';

/** `docs/metrics.md`: every metric that is ours. */
export function metricsPage(): string {
  const names = (labels: readonly string[]) => labels.map((label) => `\`${label}\``).join(', ');
  const ofGateway = (metrics: Record<string, GatewayMetric>) =>
    table(
      ['metric', 'kind', 'labels', 'is'],
      Object.values(metrics).map(({ name, kind, help, labels }) => [
        `\`${name}\``,
        kind,
        names(labels),
        help,
      ]),
    );
  const ofIncidents = table(
    ['metric', 'kind', 'more labels', 'is'],
    Object.values<Metric>(incidentMetrics).map(({ name, kind, help, labels }) => [
      `\`${name}${kind === 'counter' ? '_total' : ''}\``,
      kind,
      names(labels),
      help,
    ]),
  );
  return `<!-- Written by \`npm run docs\` from the code; do not edit. -->

# Metrics

How to get them, and what watches them: [observability.md](observability.md).

## Of incidents, at the worker

Counted as it happens, and not again at a replay. On each: ${names(incidentLabels)}; from the Temporal SDK \`namespace\`, \`task_queue\` and \`workflow_type\`, too.

${ofIncidents}

## Of the gateway

${ofGateway(counted)}

## Asked of Temporal by the gateway

At a scrape, at most each 15 s. What nobody can say is absent.

${ofGateway(asked)}

## Of both processes

\`mayday_build_info{process,version}\`, and \`process_…\` and \`nodejs_…\` of prom-client. The worker shows those of the Temporal SDK, too: \`temporal_…\`, times in seconds; and \`mayday_unreadable_payloads_total{because}\`: encrypted payloads that it could not read ([encryption.md](encryption.md)).
`;
}
