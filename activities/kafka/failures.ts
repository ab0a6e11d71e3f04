import { ApplicationFailure } from '@temporalio/common';
import { final, retryable } from '../../workflows/contract/failures.ts';
import { type Explained as ExplainedBy, failuresBy } from '../troubles.ts';
import { explainNetwork, explainTls } from './explain-connection.ts';

/** Kinds of trouble with a Kafka, by what a person does about them. */
export type Trouble =
  /** Nobody answers, or the answer broke off. */
  | 'unreachable'
  /** It answers, but has no leader or no coordinator for what was asked. */
  | 'not ready'
  | 'password'
  | 'not permitted'
  | 'tls'
  /** What the target says of it is of no use. */
  | 'target'
  /** It answered with an error that is none of the above. */
  | 'refused';

/** A Kafka as people may see it: without its password. */
export interface Place {
  /** `host:port, host:port` */
  server: string;
  /** Who signs in. */
  user?: string;
  tls: boolean;
  /** Texts that no message may hold. */
  secrets: string[];
}

export type Explained = ExplainedBy<Trouble>;

const failureTypes: Record<Trouble, string> = {
  unreachable: retryable.targetUnreachable,
  'not ready': retryable.targetUnreachable,
  password: final.notAuthorised,
  'not permitted': final.notAuthorised,
  tls: final.notAuthorised,
  target: final.invalidInput,
  refused: final.invalidInput,
};

export const { failureOf, troubleOf } = failuresBy(failureTypes);

/** One of the errors that an error of the client is made of. */
export interface Cause {
  message: string;
  /** Of Node's sockets and TLS, as in ECONNREFUSED. */
  code: string;
  /** Of the protocol, as in GROUP_AUTHORIZATION_FAILED. */
  apiId: string;
}

/** The failure to throw for an error: its type decides about retries, its first detail is the trouble. */
export function toFailure(error: unknown, place: Place): ApplicationFailure {
  if (error instanceof ApplicationFailure) return error;
  return failureOf(explain(error, place));
}

/** Explains an error of `@platformatic/kafka`, of Node's sockets or of TLS; never with a secret of the place in it. */
export function explain(error: unknown, place: Place): Explained {
  const causes = causesOf(error).map((cause) => ({ ...cause, message: mask(cause.message, place) }));
  return (
    explainAdmission(causes, place) ??
    explainRights(causes, place) ??
    explainState(causes, place) ??
    explainTls(causes, place) ??
    explainNetwork(causes, place) ?? {
      trouble: 'refused',
      says: `Kafka at ${place.server} refused the question (${causes.at(-1)?.message.replace(/\.$/, '')}).`,
    }
  );
}

/** Itself and what it was made of, the outermost first. */
export function causesOf(error: unknown): Cause[] {
  if (typeof error !== 'object' || error === null) return [{ message: String(error), code: '', apiId: '' }];
  const { message, code, apiId, cause, errors, serverErrorMessage } = error as Record<string, unknown>;
  const own = {
    message: String(serverErrorMessage || message),
    code: typeof code === 'string' ? code : '',
    apiId: typeof apiId === 'string' ? apiId : '',
  };
  const within = [...(cause === undefined ? [] : [cause]), ...(Array.isArray(errors) ? errors : [])];
  return [own, ...within.flatMap(causesOf)];
}

function explainAdmission(causes: Cause[], { server, user, tls }: Place): Explained | undefined {
  const has = (apiId: string) => causes.some((cause) => cause.apiId === apiId);
  if (has('SASL_AUTHENTICATION_FAILED')) {
    const says = `Kafka at ${server} does not accept the password of ${user}, or has no such user: put the right one where the target's sasl comes from.`;
    return { trouble: 'password', says };
  }
  if (has('UNSUPPORTED_SASL_MECHANISM')) {
    const says = `Kafka at ${server} lets nobody sign in this way: see sasl.enabled.mechanisms of its listener, and "mechanism" of the target's sasl.`;
    return { trouble: 'password', says };
  }
  if (has('ILLEGAL_SASL_STATE')) {
    const says = `Kafka at ${server} wants nobody to sign in on this port: take "sasl" away from the target, or write the port that asks for it.`;
    return { trouble: 'password', says };
  }
  if (!tls && causes.some(({ message }) => /Broker requires TLS/.test(message))) {
    const says = `Kafka at ${server} takes TLS only on this port: write "tls" for the target, or the port without it.`;
    return { trouble: 'tls', says };
  }
  return undefined;
}

const rights: Record<string, string> = {
  CLUSTER_AUTHORIZATION_FAILED: 'DESCRIBE on the cluster',
  GROUP_AUTHORIZATION_FAILED: 'DESCRIBE on the groups',
  TOPIC_AUTHORIZATION_FAILED: 'DESCRIBE on the topics',
};

function explainRights(causes: Cause[], { server, user }: Place): Explained | undefined {
  const [apiId] = causes.map((cause) => cause.apiId).filter((id) => Object.hasOwn(rights, id));
  if (apiId === undefined) return undefined;
  const says = `${user ?? 'Whoever does not sign in'} may not ask Kafka at ${server} this: allow ${rights[apiId]} (kafka-acls.sh --add --operation Describe).`;
  return { trouble: 'not permitted', says };
}

const notNow =
  /^(COORDINATOR_(NOT_AVAILABLE|LOAD_IN_PROGRESS)|NOT_COORDINATOR|LEADER_NOT_AVAILABLE|NOT_LEADER_OR_FOLLOWER|BROKER_NOT_AVAILABLE|REPLICA_NOT_AVAILABLE|REQUEST_TIMED_OUT)$/;

function explainState(causes: Cause[], { server }: Place): Explained | undefined {
  const cause = causes.find(({ apiId }) => notNow.test(apiId));
  if (!cause) return undefined;
  const says = `Kafka at ${server} cannot answer that now (${cause.apiId}): a broker that holds what was asked for is away, or has just come back.`;
  return { trouble: 'not ready', says };
}

function mask(text: string, { secrets }: Pick<Place, 'secrets'>): string {
  let masked = text;
  for (const secret of secrets) masked = masked.replaceAll(secret, '***');
  return masked;
}
