import { endpointOf, patternOf } from '../kubernetes/log-lines.ts';

/** What error lines have in common. */
export interface LoggedError {
  read: number;
  /** The most frequent first; `example` is the newest, as it was logged. */
  messages: {
    times: number;
    example: string;
    endpoint: string | null;
    pod: string | null;
    last: string | null;
  }[];
  /** The most frequent first. */
  endpoints: { endpoint: string; times: number }[];
}

type Source = Record<string, unknown>;

/** Counts lines, newest first, by their messages and endpoints. */
export function errorsIn(sources: readonly Source[]): LoggedError {
  const lines = sources.map((source) => {
    const message = messageOf(source);
    return {
      message,
      endpoint: endpointIn(source, message),
      pod: text(source, 'kubernetes.pod_name') ?? text(source, 'service') ?? null,
      at: text(source, '@timestamp') ?? null,
    };
  });
  const messages = [...Map.groupBy(lines, ({ message }) => patternOf(message)).values()]
    .sort((a, b) => b.length - a.length)
    .flatMap((same) => {
      const [latest] = same;
      if (!latest) return [];
      const [most] = counts(same.map(({ endpoint }) => endpoint));
      return {
        times: same.length,
        example: latest.message,
        endpoint: most?.endpoint ?? null,
        pod: latest.pod,
        last: latest.at,
      };
    });
  return { read: lines.length, messages, endpoints: counts(lines.map(({ endpoint }) => endpoint)) };
}

function counts(endpoints: (string | null)[]): LoggedError['endpoints'] {
  const named = endpoints.filter((endpoint) => endpoint !== null);
  return [...Map.groupBy(named, (endpoint) => endpoint)]
    .map(([endpoint, same]) => ({ endpoint, times: same.length }))
    .sort((a, b) => b.times - a.times);
}

const messageFields = ['message', 'msg', 'log', 'error.message', 'error', 'exception'];

function messageOf(source: Source): string {
  for (const field of messageFields) {
    const found = text(source, field);
    if (found?.trim()) return found;
  }
  return 'an error without a message';
}

const pathFields = [
  'path',
  'route',
  'endpoint',
  'url.path',
  'request.path',
  'req.url',
  'http.path',
  'http.url',
  'url',
];
const methodFields = ['method', 'http.method', 'http.request.method', 'request.method', 'req.method'];

function endpointIn(source: Source, message: string): string | null {
  const path = first(source, pathFields);
  const method = first(source, methodFields);
  const fromFields = path && endpointOf(`${method?.toUpperCase() ?? 'GET'} ${pathOnly(path)}`);
  if (fromFields) return method ? fromFields : fromFields.replace(/^GET /, '');
  return endpointOf(message);
}

function pathOnly(written: string): string {
  return URL.parse(written)?.pathname ?? written;
}

function first(source: Source, fields: readonly string[]): string | undefined {
  return fields.map((field) => text(source, field)).find((found) => found !== undefined);
}

/** A field by its dotted name, whether the document nests it or not. */
function text(source: Source, field: string): string | undefined {
  const flat = Object.hasOwn(source, field) ? source[field] : undefined;
  if (typeof flat === 'string') return flat;
  const nested = field
    .split('.')
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, key)
          ? (value as Source)[key]
          : undefined,
      source,
    );
  return typeof nested === 'string' ? nested : undefined;
}
