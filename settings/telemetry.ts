import { z } from 'zod';
import { port, text, url } from './schemas.ts';
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
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    readBy: ['worker', 'gateway'],
    kind: 'URL',
    schema: url('http://collector:4318').optional(),
    otherwise: 'nothing is traced',
    what: 'where traces are sent by OTLP over HTTP, as protobuf',
    docs: 'observability.md#traces',
  },
  OTEL_EXPORTER_OTLP_PROTOCOL: {
    readBy: ['worker', 'gateway'],
    kind: 'choice',
    schema: z
      .enum(
        ['http/protobuf'],
        'write http/protobuf, or leave it out: Mayday speaks no other, and a collector takes it at port 4318',
      )
      .optional(),
    otherwise: '`http/protobuf`',
    what: 'the one that there is',
    docs: 'observability.md#traces',
  },
  OTEL_EXPORTER_OTLP_HEADERS: {
    readBy: ['worker', 'gateway'],
    kind: 'secret',
    schema: text.optional(),
    what: 'headers that the collector wants to see, as `name=value` with commas between',
    docs: 'observability.md#traces',
  },
  'OTEL_*': {
    readBy: ['worker', 'gateway'],
    kind: 'text',
    schema: text.optional(),
    otherwise: 'nothing is traced',
    what: 'the other variables of OpenTelemetry as its documentation has them',
    docs: 'observability.md#traces',
  },
});
