import { z } from 'zod';
import { saslMechanisms } from '../../workflows/contract/kafka.ts';
import { oneOf } from '../nearest.ts';
import { choice, duration, list, mapping, name, numberBetween, reference, text } from '../values.ts';

const broker = text.regex(
  /^(\$\{[A-Z][A-Z0-9_]*\}|[^\s:/,]+:\d{1,5}|\[[0-9a-fA-F:]+\]:\d{1,5})$/,
  `host:port, or a \${NAME} that the worker resolves to it, or to several with commas between them`,
);

const web = /^https?:$/;

const url = (kind: string, protocols: RegExp) =>
  z
    .string({ error: `the URL of ${kind}` })
    .refine((value) => isUrl(value, protocols), `the URL of ${kind}, or a \${NAME} that holds it`)
    .meta({
      pattern: `^\\$\\{[A-Z][A-Z0-9_]*\\}(/\\S*)?$|${protocols.source.replace('$', '//')}`,
      description: `the URL of ${kind}, or a \${NAME} that the worker resolves to it`,
    });

/** Of what is asked over HTTP; a `${NAME}` may stand in it. */
export const webUrl = (kind: string) => url(kind, web);

const secret = (what: string) =>
  z.string({ error: `a \${NAME} that holds ${what}` }).regex(reference, `a \${NAME} that holds ${what}`);

/** `cluster` names the target of that kind; without it, the worker's own cluster. */
const inNamespace = { cluster: name.optional(), namespace: text, name: text };

/** What each of its pods serves; reached through the API server. */
const podMetrics = mapping({
  port: numberBetween(1, 65_535).int('a whole number'),
  path: text.regex(/^\/[^?#\s]*$/, 'a path, starting with "/"').default('/metrics'),
  series: list(text).min(1, 'at least one name of a series'),
});

const workload = {
  ...inNamespace,
  containers: list(text).default([]),
  labels: z.record(text, text, { error: 'labels and their values' }).optional(),
  dataStore: z.boolean({ error: 'true or false' }).optional(),
  metrics: podMetrics.optional(),
};

/** How a probe user signs in there: JSON with these two fields; `token` = what the answer must have. */
const login = mapping({
  probeUser: secret('the name of a probe user'),
  probePassword: secret('the password of the probe user'),
  fields: list(text)
    .length(2, 'two names: of the user, and of the password')
    .default(['username', 'password']),
  token: text.regex(/^[\w-]+(\.[\w-]+)*$/, 'a field of the answer: data.token').optional(),
});

const seriesName = text.regex(/^[a-zA-Z_:][\w:]*$/, 'the name of a series: letters, digits, "_" and ":"');
const labelName = text.regex(/^[a-zA-Z_]\w*$/, 'the name of a label: letters, digits and "_"');
const labels = z.record(labelName, text, { error: 'labels and their values' });

/** How it counts a system's requests. */
const requests = mapping({
  counter: seriesName.optional(),
  status: labelName.optional(),
  duration: seriesName.optional(),
  by: labelName.optional(),
  labels: labels.optional(),
  window: duration.optional(),
});

/** Of a project or an organization. */
const slug = text.regex(/^[A-Za-z0-9_-]+$/, 'a slug, as it stands in addresses');

/** By kind: what is looked at and what is changed. `runsOn` names the workload behind a data store. */
const kinds = {
  postgres: {
    url: url('a PostgreSQL database', /^postgres(ql)?:$/),
    database: text,
    user: text.optional(),
    runsOn: name.optional(),
  },
  http: {
    url: url('an HTTP endpoint', web),
    bearer: secret('the token').optional(),
    asks: text.optional(),
    series: list(text).default([]),
    login: login.optional(),
  },
  redis: {
    url: url('a Redis server', /^rediss?:$/),
    cacheOnly: z.boolean({ error: 'true or false' }).optional(),
    runsOn: name.optional(),
  },
  kafka: {
    brokers: list(broker).min(1, 'at least one broker as host:port'),
    tls: mapping({
      authority: secret('the certificate of whom to trust').optional(),
      clientCertificate: secret('our certificate').optional(),
      clientKey: secret('the key of our certificate').optional(),
    }).optional(),
    sasl: mapping({
      mechanism: choice(saslMechanisms),
      user: text,
      password: secret('the password'),
    }).optional(),
    runsOn: name.optional(),
  },
  prometheus: {
    url: url('a Prometheus server', web),
    bearer: secret('the token').optional(),
    requests: requests.optional(),
    alerts: labels.optional(),
  },
  elasticsearch: {
    url: url('an Elasticsearch server', web),
    index: text,
    bearer: secret('the token').optional(),
    apiKey: secret('the key').optional(),
    errorsAbove: numberBetween(0, 1_000_000).int('a whole number').optional(),
  },
  statusPage: {
    url: url('the API of a status page', web).default('https://api.statuspage.io/v1'),
    page: text.optional(),
    bearer: secret('the token'),
  },
  x: {
    url: url('the API of X', web).default('https://api.x.com'),
    bearer: secret('the token of a user').optional(),
    apiKey: secret('the key of the app').optional(),
    secret: secret('the secret of the app').optional(),
    accessToken: secret('the token of the account').optional(),
    accessSecret: secret('the secret of that token').optional(),
  },
  mailingList: {
    recipients: list(z.email({ error: 'a mail address' }))
      .min(1, 'at least one address')
      .max(50, 'at most 50; let a list of your mail provider stand for more'),
  },
  host: {
    pool: text.regex(/^[a-z0-9][a-z0-9-]*$/, 'a pool: lower-case letters, digits and dashes'),
    containers: text.regex(/^\/[^?#\s]+$/, 'the path of a socket, starting with "/"').optional(),
  },
  sentry: {
    url: url('a Sentry', web).default('https://sentry.io'),
    organization: slug.optional(),
    project: slug.optional(),
    bearer: secret('the token').optional(),
    environment: text.optional(),
  },
  deployment: workload,
  statefulSet: workload,
  configMap: inNamespace,
  service: inNamespace,
  ingress: inNamespace,
  certificate: inNamespace,
  namespace: { cluster: name.optional(), name: text },
  cluster: {
    kubeconfig: secret('a kubeconfig, or the path of one').optional(),
    context: text.optional(),
    url: url('an API server', /^https:$/).optional(),
    authority: secret('the certificate of whom to trust').optional(),
    bearer: secret('the token').optional(),
    clientCertificate: secret('our certificate').optional(),
    clientKey: secret('the key of our certificate').optional(),
  },
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
    of('sentry'),
    of('statusPage'),
    of('x'),
    of('mailingList'),
    of('host'),
    of('deployment'),
    of('statefulSet'),
    of('configMap'),
    of('service'),
    of('ingress'),
    of('certificate'),
    of('namespace'),
    of('cluster'),
  ],
  { error: `a kind: ${oneOf(targetKinds)}` },
);

/** A URL whose references stand where a host, a password or the whole may stand. */
function isUrl(value: string, protocols: RegExp): boolean {
  if (/^\$\{[A-Z][A-Z0-9_]*\}(\/\S*)?$/.test(value)) return true;
  const filled = value.replaceAll(/\$\{[A-Z][A-Z0-9_]*\}/g, '0');
  return URL.canParse(filled) && protocols.test(new URL(filled).protocol);
}
