import { ApplicationFailure } from '@temporalio/common';
import { final, retryable } from '../../workflows/contract/failures.ts';
import { type Explained as ExplainedBy, failuresBy } from '../troubles.ts';

/** Kinds of trouble with a database, by what a person does about them. */
export type Trouble =
  /** Nothing answers, or the answer broke off. */
  | 'unreachable'
  /** It answers, but takes no sessions: starting, stopping, recovering. */
  | 'not ready'
  | 'too many clients'
  | 'password'
  /** The role or the address is not let in, whatever the password. */
  | 'not admitted'
  | 'tls'
  | 'database missing'
  | 'not permitted'
  /** The target's URL is of no use. */
  | 'url'
  /** It answered with an error that is none of the above. */
  | 'refused';

/** A database as people may see it: without its password. */
export interface Place {
  /** `host:port` */
  server: string;
  host: string;
  user: string;
  database: string;
  /** Texts that no message may hold. */
  secrets: string[];
}

export type Explained = ExplainedBy<Trouble>;

const failureTypes: Record<Trouble, string> = {
  unreachable: retryable.targetUnreachable,
  'not ready': retryable.targetUnreachable,
  'too many clients': retryable.targetUnreachable,
  password: final.notAuthorised,
  'not admitted': final.notAuthorised,
  tls: final.notAuthorised,
  'database missing': final.targetNotFound,
  'not permitted': final.notAuthorised,
  url: final.invalidInput,
  refused: final.invalidInput,
};

export const { failureOf, troubleOf } = failuresBy(failureTypes);

/** Explains an error of `pg`, of Node's sockets or of TLS; never with a secret of the place in it. */
export function explain(error: unknown, place: Place): Explained {
  const code = codeOf(error);
  const message = mask(error instanceof Error ? error.message : String(error), place);
  return (
    explainAdmission(code, message, place) ??
    explainCertificates(error, code, message, place) ??
    explainTls(code, message, place) ??
    explainNetwork(code, message, place) ??
    explainAnswer(code, message, place)
  );
}

/** The failure to throw for an error: its type decides about retries, its first detail is the trouble. */
export function toFailure(error: unknown, place: Place): ApplicationFailure {
  if (error instanceof ApplicationFailure) return error;
  return failureOf(explain(error, place));
}

function explainAdmission(code: string, message: string, place: Place): Explained | undefined {
  const { server, user, database } = place;
  if (code === '53300') {
    const says = `Too many clients: PostgreSQL at ${server} has no connection slot left for ${user} (${message}). Mayday still gets in where its role is a superuser or, from PostgreSQL 16 with reserved_connections set, has pg_use_reserved_connections.`;
    return { trouble: 'too many clients', says };
  }
  if (code === '28P01' || /client password must be a/.test(message)) {
    const says = `PostgreSQL at ${server} does not accept the password of ${user}: put the right one where the target's URL comes from.`;
    return { trouble: 'password', says };
  }
  if (code === '28000') {
    const plain = /no encryption/.test(message) ? ', or ask for TLS with sslmode=require in the URL' : '';
    const says = `PostgreSQL at ${server} does not let ${user} in (${message}): allow the role and this host in pg_hba.conf${plain}.`;
    return { trouble: 'not admitted', says };
  }
  if (code === '3D000') {
    const says = `PostgreSQL at ${server} has no database "${database}": see whether it was dropped or renamed, and the name in the URL.`;
    return { trouble: 'database missing', says };
  }
  if (code === '42501') {
    const says = `The role ${user} may not do this at ${server} (${message}): it takes pg_monitor to see other sessions and pg_signal_backend to end them.`;
    return { trouble: 'not permitted', says };
  }
  return undefined;
}

/** Files that the URL names (`sslrootcert` and its like) are read here, before anything is connected. */
function explainCertificates(
  error: unknown,
  code: string,
  message: string,
  { server }: Place,
): Explained | undefined {
  const unreadable = (error as { syscall?: unknown } | null)?.syscall === 'open';
  if (!unreadable && !(code === '' && /sslrootcert/.test(message))) return undefined;
  const reason = unreadable ? message : 'sslmode=verify-ca needs an sslrootcert';
  const says = `The URL for PostgreSQL at ${server} names certificates that are of no use (${reason}): see sslmode, sslrootcert, sslcert and sslkey in it.`;
  return { trouble: 'url', says };
}

function explainTls(code: string, message: string, { server }: Place): Explained | undefined {
  if (/server does not support SSL/.test(message)) {
    const says = `The URL asks for TLS, and PostgreSQL at ${server} offers none: turn TLS on at the server, or take sslmode out of the URL.`;
    return { trouble: 'tls', says };
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/.test(code)) {
    const says = `PostgreSQL at ${server} shows a certificate that is not trusted (${message}): see its names and dates, and sslrootcert in the URL.`;
    return { trouble: 'tls', says };
  }
  if (/^ERR_(SSL|TLS)|^EPROTO$/.test(code) || /establishing an SSL connection/.test(message)) {
    return { trouble: 'tls', says: `TLS with PostgreSQL at ${server} could not be agreed on (${message}).` };
  }
  return undefined;
}

function explainNetwork(code: string, message: string, { server, host }: Place): Explained | undefined {
  const unreachable = (says: string): Explained => ({ trouble: 'unreachable', says });
  if (code === 'ECONNREFUSED' || code === 'ENOENT') {
    return unreachable(
      `PostgreSQL at ${server} is down: the connection was refused, nothing listens there. See whether the server runs, and host and port in the URL.`,
    );
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return unreachable(`The host ${host} is not known: see the name in the URL, and DNS.`);
  }
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH') {
    return unreachable(`There is no way to PostgreSQL at ${server} through the network (${code}).`);
  }
  if (code === 'ETIMEDOUT' || code === '57014' || /timeout/i.test(message)) {
    return unreachable(
      `PostgreSQL at ${server} did not answer within 5 s: it hangs, or the network on the way drops packets.`,
    );
  }
  if (code === 'ECONNRESET' || code === 'EPIPE' || /^Connection terminated|not queryable/.test(message)) {
    return unreachable(
      `PostgreSQL at ${server} broke the connection off (${message}): see the server's log.`,
    );
  }
  return undefined;
}

function explainAnswer(code: string, message: string, { server }: Place): Explained {
  if (code === '57P03') {
    return { trouble: 'not ready', says: `PostgreSQL at ${server} takes no sessions now: ${message}.` };
  }
  // Lost connections, want of resources, operator intervention, system and internal errors pass.
  if (/^(08|53|57|58|XX)/.test(code)) {
    return {
      trouble: 'unreachable',
      says: `PostgreSQL at ${server} could not answer (${code}): ${message}.`,
    };
  }
  const what = code ? `${code}: ${message}` : message;
  return { trouble: 'refused', says: `PostgreSQL at ${server} refused the question (${what}).` };
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const { code, errors } = error as { code?: unknown; errors?: unknown[] };
  if (typeof code === 'string') return code;
  return Array.isArray(errors) && errors.length > 0 ? codeOf(errors[0]) : '';
}

/** A text without the secrets of a place. */
export function mask(text: string, { secrets }: Pick<Place, 'secrets'>): string {
  let masked = text.replace(/:\/\/([^/@\s:]*):[^@\s]*@/g, '://$1:***@');
  for (const secret of secrets) if (secret !== '') masked = masked.replaceAll(secret, '***');
  return masked;
}
