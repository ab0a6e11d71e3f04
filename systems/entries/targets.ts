import { z } from 'zod';
import { oneOf } from '../nearest.ts';
import { list, mapping, name, reference, text } from '../values.ts';

const url = (kind: string, protocols: RegExp) =>
  z
    .string({ error: `the URL of ${kind}` })
    .refine((value) => isUrl(value, protocols), `the URL of ${kind}, or a \${NAME} that holds it`)
    .meta({
      pattern: `^\\$\\{[A-Z][A-Z0-9_]*\\}(/\\S*)?$|${protocols.source.replace('$', '//')}`,
      description: `the URL of ${kind}, or a \${NAME} that the worker resolves to it`,
    });

const token = z
  .string({ error: `a \${NAME} that holds the token` })
  .regex(reference, `a \${NAME} that holds the token`);

const web = /^https?:$/;

const inNamespace = { namespace: text, name: text };

const workload = {
  ...inNamespace,
  containers: list(text).default([]),
  labels: z.record(text, text, { error: 'labels and their values' }).optional(),
  dataStore: z.boolean({ error: 'true or false' }).optional(),
};

/** By kind: what is looked at and what is changed. `runsOn` names the workload behind a data store. */
const kinds = {
  postgres: {
    url: url('a PostgreSQL database', /^postgres(ql)?:$/),
    database: text,
    user: text.optional(),
    runsOn: name.optional(),
  },
  http: { url: url('an HTTP endpoint', web), bearer: token.optional(), asks: text.optional() },
  redis: {
    url: url('a Redis server', /^rediss?:$/),
    cacheOnly: z.boolean({ error: 'true or false' }).optional(),
    runsOn: name.optional(),
  },
  kafka: { brokers: list(text).min(1, 'at least one broker as host:port'), runsOn: name.optional() },
  prometheus: { url: url('a Prometheus server', web) },
  elasticsearch: { url: url('an Elasticsearch server', web), index: text },
  deployment: workload,
  statefulSet: workload,
  configMap: inNamespace,
  service: inNamespace,
  ingress: inNamespace,
  certificate: inNamespace,
  namespace: { name: text },
} as const;

export type TargetKind = keyof typeof kinds;
export const targetKinds = Object.keys(kinds) as TargetKind[];

function of<Kind extends TargetKind>(kind: Kind) {
  return mapping({ kind: z.literal(kind), ...kinds[kind] });
}

export const target = z.discriminatedUnion(
  'kind',
  [
    of('postgres'),
    of('http'),
    of('redis'),
    of('kafka'),
    of('prometheus'),
    of('elasticsearch'),
    of('deployment'),
    of('statefulSet'),
    of('configMap'),
    of('service'),
    of('ingress'),
    of('certificate'),
    of('namespace'),
  ],
  { error: `a kind: ${oneOf(targetKinds)}` },
);

/** A URL whose references stand where a host, a password or the whole may stand. */
function isUrl(value: string, protocols: RegExp): boolean {
  if (/^\$\{[A-Z][A-Z0-9_]*\}(\/\S*)?$/.test(value)) return true;
  const filled = value.replaceAll(/\$\{[A-Z][A-Z0-9_]*\}/g, '0');
  return URL.canParse(filled) && protocols.test(new URL(filled).protocol);
}
