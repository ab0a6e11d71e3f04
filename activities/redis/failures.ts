import { ApplicationFailure } from '@temporalio/common';
import { final, retryable } from '../../workflows/contract/failures.ts';
import { type Explained as ExplainedBy, failuresBy } from '../troubles.ts';
import { explainNetwork, explainTls } from './explain-connection.ts';

/** Kinds of trouble with a Redis, by what a person does about them. */
export type Trouble =
  /** Nothing answers, or the answer broke off. */
  | 'unreachable'
  /** It answers, but not yet, or not now: it loads its data, runs a script, waits for its primary. */
  | 'not ready'
  | 'too many clients'
  | 'password'
  | 'not permitted'
  | 'tls'
  /** A replica where a primary should be. */
  | 'read only'
  /** One node of a cluster, which does not have what was asked for. */
  | 'cluster'
  | 'database missing'
  /** The target's URL is of no use. */
  | 'url'
  /** It answered with an error that is none of the above. */
  | 'refused';

/** A Redis as people may see it: without its password. */
export interface Place {
  /** `host:port` */
  server: string;
  host: string;
  port: number;
  user: string;
  database: number;
  tls: boolean;
  /** Texts that no message may hold. */
  secrets: string[];
}

export type Explained = ExplainedBy<Trouble>;

const failureTypes: Record<Trouble, string> = {
  unreachable: retryable.targetUnreachable,
  'not ready': retryable.targetUnreachable,
  'too many clients': retryable.targetUnreachable,
  password: final.notAuthorised,
  'not permitted': final.notAuthorised,
  tls: final.notAuthorised,
  'read only': final.changeRefused,
  cluster: final.changeRefused,
  'database missing': final.targetNotFound,
  url: final.invalidInput,
  refused: final.invalidInput,
};

export const { failureOf, troubleOf } = failuresBy(failureTypes);

/** Explains an error of `ioredis`, of Node's sockets or of TLS; never with a secret of the place in it. */
export function explain(error: unknown, place: Place): Explained {
  const message = mask(error instanceof Error ? error.message : String(error), place);
  return (
    explainAdmission(message, place) ??
    explainRights(message, place) ??
    explainState(message, place) ??
    explainTls(error, message, place) ??
    explainNetwork(error, message, place) ?? {
      trouble: 'refused',
      says: `Redis at ${place.server} refused the question (${message}).`,
    }
  );
}

/** The failure to throw for an error: its type decides about retries, its first detail is the trouble. */
export function toFailure(error: unknown, place: Place): ApplicationFailure {
  if (error instanceof ApplicationFailure) return error;
  return failureOf(explain(error, place));
}

function explainAdmission(message: string, { server, user }: Place): Explained | undefined {
  if (/max number of clients/i.test(message)) {
    const says = `Too many clients: Redis at ${server} lets nobody else in (${message}). See who is connected (CLIENT LIST), and maxclients.`;
    return { trouble: 'too many clients', says };
  }
  if (/^WRONGPASS|invalid password|invalid username-password/i.test(message)) {
    const says = `Redis at ${server} does not accept the password of ${user}, or has no such user: put the right one where the target's URL comes from.`;
    return { trouble: 'password', says };
  }
  if (/^NOAUTH|operation not permitted/i.test(message)) {
    const says = `Redis at ${server} wants a password, and the URL has none: write redis://user:password@host:port, with the password of a secret.`;
    return { trouble: 'password', says };
  }
  if (/^DENIED/.test(message)) {
    const says = `Redis at ${server} is in protected mode and takes nobody from other hosts: give it a password, or bind it to the address that Mayday uses.`;
    return { trouble: 'password', says };
  }
  return undefined;
}

/** "… has no permissions to run the 'info' command" names the command; of a key, there is its pattern. */
function explainRights(message: string, { server, user }: Place): Explained | undefined {
  if (!/NOPERM|can't run this command|no permissions/i.test(message)) return undefined;
  const command = /run the '([^']+)' command/i.exec(message)?.[1];
  const grant = command
    ? `+${command}`
    : /key/i.test(message)
      ? '%RW~mayday:flushed:* (and %R~* for samples of keys)'
      : '+eval +flushdb +set +get +info +dbsize';
  const says = `The user ${user} may not do this at Redis at ${server} (${message.replace(/\.$/, '')}): ACL SETUSER ${user} ${grant}.`;
  return { trouble: 'not permitted', says };
}

function explainState(message: string, { server, database }: Place): Explained | undefined {
  if (/\bREADONLY\b/.test(message)) {
    const says = `Redis at ${server} is a replica and takes no writes: see which server is the primary by now, and the URL.`;
    return { trouble: 'read only', says };
  }
  if (/^(MOVED|ASK|CROSSSLOT|CLUSTERDOWN) |SELECT is not allowed in cluster mode/.test(message)) {
    const says = `Redis at ${server} is one node of a cluster (${message}): Mayday asks and changes single servers only, so look at each node by hand.`;
    return { trouble: 'cluster', says };
  }
  if (/^(LOADING|BUSY|MASTERDOWN|TRYAGAIN)/.test(message)) {
    return { trouble: 'not ready', says: `Redis at ${server} answers nothing now: ${message}.` };
  }
  if (/DB index is out of range/i.test(message)) {
    const says = `Redis at ${server} has no database ${database}: see the number at the end of the URL.`;
    return { trouble: 'database missing', says };
  }
  return undefined;
}

/** A text without the secrets of a place. */
export function mask(text: string, { secrets }: Pick<Place, 'secrets'>): string {
  let masked = text.replace(/:\/\/([^/@\s:]*):[^@\s]*@/g, '://$1:***@');
  for (const secret of secrets) if (secret !== '') masked = masked.replaceAll(secret, '***');
  return masked;
}
