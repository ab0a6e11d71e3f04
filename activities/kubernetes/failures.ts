import { ApiException } from '@kubernetes/client-node';
import { ApplicationFailure } from '@temporalio/common';
import { refusalIn } from '../../outbound/refusal.ts';
import { retryAfterIn } from '../../outbound/retry-after.ts';
import { final, retryable } from '../../workflows/contract/failures.ts';
import { type Explained as ExplainedBy, failuresBy } from '../troubles.ts';

/** Kinds of trouble with a cluster, by what a person does about them. */
export type Trouble =
  /** Nothing answers, or not in time. */
  | 'unreachable'
  | 'too many requests'
  /** The API server does not know who asks. */
  | 'credentials'
  /** It knows who asks, and a permission is missing. */
  | 'forbidden'
  | 'tls'
  | 'not found'
  /** Nothing serves this part of the API. */
  | 'not served'
  | 'conflict'
  /** The kubeconfig or address is of no use. */
  | 'settings'
  /** It stands outside the catalogue. */
  | 'outside'
  | 'refused';

/** A cluster as people may see it. */
export interface Place {
  /** As in "the cluster eu". */
  name: string;
  /** `https://host:port` */
  server: string;
  /** Texts that no message may hold. */
  secrets: string[];
}

export type Explained = ExplainedBy<Trouble>;

const failureTypes: Record<Trouble, string> = {
  unreachable: retryable.targetUnreachable,
  'too many requests': retryable.rateLimited,
  credentials: final.notAuthorised,
  forbidden: final.notAuthorised,
  tls: final.notAuthorised,
  'not found': final.targetNotFound,
  'not served': final.targetNotFound,
  conflict: retryable.conflict,
  settings: final.invalidInput,
  outside: final.invalidInput,
  refused: final.invalidInput,
};

export const { failureOf, troubleOf } = failuresBy(failureTypes);

/** The failure to throw for an error of the client: its type decides about retries, its first detail is the trouble. */
export function toFailure(error: unknown, place: Place): ApplicationFailure {
  if (error instanceof ApplicationFailure) return error;
  return failureOf(explain(error, place));
}

/** Explains an error of the client, of Node's sockets or of TLS; never with a secret of the place in it. */
export function explain(error: unknown, place: Place): Explained {
  const explained =
    error instanceof ApiException ? explainAnswer(error, place) : explainNetwork(error, place);
  return { ...explained, says: mask(explained.says, place) };
}

function explainAnswer(error: ApiException<unknown>, place: Place): Explained {
  const { code } = error;
  const message = messageOf(error);
  const at = `${place.name} (${place.server})`;
  if (code === 401) {
    const says = `The API server of ${at} does not know who we are: the token or certificate is wrong or has expired. Put a new one where the catalogue's reference, or the worker's account, comes from.`;
    return { trouble: 'credentials', says };
  }
  if (code === 403) return { trouble: 'forbidden', says: missingPermission(message, place) };
  if (code === 404) {
    const missing = /"[^"]+" not found/.test(message);
    if (missing)
      return { trouble: 'not found', says: `In ${place.name} there is no such thing: ${message}.` };
    return { trouble: 'not served', says: `${at} does not serve this part of the API: ${message}.` };
  }
  if (code === 409) return { trouble: 'conflict', says: `Somebody else changed it in between: ${message}.` };
  if (code === 429) {
    const wait = retryAfterIn(error.headers?.['retry-after']) ?? 1_000;
    const says = `The API server of ${at} is asked too often and wants us to wait.`;
    return {
      trouble: 'too many requests',
      says,
      retryAfter: Math.min(wait, 60_000),
    };
  }
  if (code >= 500) {
    return {
      trouble: 'unreachable',
      says: `The API server of ${at} could not answer (${code}): ${message}.`,
    };
  }
  return { trouble: 'refused', says: `The API server of ${at} refused the question (${code}): ${message}.` };
}

/** As in `pods is forbidden: User "x" cannot list resource "pods" in API group "" in the namespace "shop"`. */
const forbidden =
  /User "(?<user>[^"]*)" cannot (?<verb>\w+) resource "(?<resource>[^"]*)" in API group "(?<group>[^"]*)"(?: in the namespace "(?<namespace>[^"]*)"| at the cluster scope)?/;

function missingPermission(message: string, place: Place): string {
  const { user, verb, resource, group, namespace } = forbidden.exec(message)?.groups ?? {};
  if (!verb || !resource) return `${place.name} forbids it: ${message}.`;
  const what = group ? `${resource}.${group}` : resource;
  const [where, kind] = namespace
    ? [`in the namespace ${namespace} of ${place.name}`, 'Role']
    : [`in all of ${place.name}`, 'ClusterRole'];
  return `The permission to ${verb} ${what} ${where} is missing: give ${user} a ${kind} with the verb "${verb}" on "${resource}" of the API group "${group}".`;
}

function explainNetwork(error: unknown, place: Place): Explained {
  const refusal = refusalIn(error);
  if (refusal)
    return { trouble: 'settings', says: `The API server of ${place.name} is not asked: ${refusal}.` };
  const code = codeOf(error);
  const { name, server } = place;
  const host = URL.parse(server)?.hostname ?? server;
  const unreachable = (says: string): Explained => ({ trouble: 'unreachable', says });
  if (code === 'ECONNREFUSED') {
    return unreachable(
      `The API server of ${name} is down: ${server} refused the connection. See whether it runs, and its address.`,
    );
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return unreachable(`The host ${host} of ${name} is not known: see the name, and DNS.`);
  }
  if (/TimeoutError|AbortError|TIMEOUT|TIMEDOUT/.test(code)) {
    return unreachable(
      `The API server of ${name} (${server}) did not answer within 5 s: it hangs, or the network on the way drops packets.`,
    );
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME|^ERR_(SSL|TLS|OSSL)|EPROTO/.test(code)) {
    const says = `TLS with the API server of ${name} (${server}) failed (${deepest(error).message}): see the certificate authority, the client certificate and its key.`;
    return { trouble: 'tls', says };
  }
  if (code === 'ECONNRESET' || code === 'UND_ERR_SOCKET') {
    return unreachable(
      `The API server of ${name} (${server}) broke the connection off: see whether it runs, and what is on the way.`,
    );
  }
  if (code) return unreachable(`The API server of ${name} (${server}) could not be reached (${code}).`);
  return { trouble: 'settings', says: `${name} could not be asked: ${deepest(error).message}.` };
}

function messageOf({ body, message }: ApiException<unknown>): string {
  const status = typeof body === 'string' ? parsed(body) : body;
  const says = (status as { message?: unknown } | null)?.message;
  return (typeof says === 'string' ? says : message.split('\n')[0] || 'no reason given')
    .replace(/\.$/, '')
    .slice(0, 500);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { message: text.slice(0, 200) };
  }
}

/** fetch wraps what went wrong, sometimes twice. */
function deepest(error: unknown): Error {
  const cause = (error as { cause?: unknown } | null)?.cause;
  if (cause instanceof Error) return deepest(cause);
  return error instanceof Error ? error : new Error(String(error));
}

function codeOf(error: unknown): string {
  const { code, name, errors } = deepest(error) as Error & { code?: unknown; errors?: unknown[] };
  if (typeof code === 'string') return code;
  if (Array.isArray(errors) && errors.length > 0) return codeOf(errors[0]);
  return name === 'TimeoutError' || name === 'AbortError' ? name : '';
}

function mask(text: string, { secrets }: Place): string {
  return secrets.reduce((masked, secret) => (secret ? masked.replaceAll(secret, '***') : masked), text);
}
