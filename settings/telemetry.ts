import { port, text } from './schemas.ts';
import { settings } from './setting.ts';

/** Metrics, traces, and the sign of life for a watch outside. */
export const telemetry = settings({
  MAYDAY_WORKER_PORT: {
    readBy: ['worker'],
    kind: 'number',
    schema: port.optional(),
    otherwise: 'it listens nowhere',
    what: "the port of the worker's `GET /metrics`, `/healthz` and `/readyz`; 0 = any free one",
    docs: 'observability.md',
  },
  MAYDAY_WORKER_HOST: {
    readBy: ['worker'],
    kind: 'text',
    schema: text.default('127.0.0.1'),
    otherwise: '`127.0.0.1`',
    what: 'the address that it listens at; `0.0.0.0` = all of the machine',
  },
  MAYDAY_GATEWAY_METRICS_PORT: {
    readBy: ['gateway'],
    kind: 'number',
    schema: port.optional(),
    otherwise: 'no metrics',
    what: "the port of the gateway's `GET /metrics`, apart from the one of the hooks, which others reach; 0 = any free one",
    docs: 'observability.md',
  },
  MAYDAY_GATEWAY_METRICS_HOST: {
    readBy: ['gateway'],
    kind: 'text',
    schema: text.default('127.0.0.1'),
    otherwise: '`127.0.0.1`',
    what: 'the address that it listens at',
  },
  MAYDAY_DEADMAN_URL: {
    readBy: ['gateway'],
    kind: 'secret',
    schema: text
      .refine(
        (given) => /^https?:$/.test(URL.parse(given)?.protocol ?? ''),
        'write the address that a watch outside wants to be asked each minute, e.g. https://hc-ping.com/…',
      )
      .optional(),
    otherwise: 'nobody outside is told',
    what: 'an address that is asked for each minute, as long as Temporal answers and the workflows have a worker',
    docs: 'observability.md#who-watches-mayday',
  },
  'OTEL_*': {
    readBy: ['worker', 'gateway'],
    kind: 'text',
    schema: text.optional(),
    otherwise: 'nothing is traced',
    what: 'traces are sent to `OTEL_EXPORTER_OTLP_ENDPOINT`; the other variables of OpenTelemetry as its documentation has them',
    docs: 'observability.md#traces',
  },
});
