import { hostname } from 'node:os';
import { Client, Connection, isGrpcServiceError } from '@temporalio/client';
import { NamespaceNotFoundError } from '@temporalio/common';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { dataConverterFrom } from '../codec/environment.ts';
import { tracingClient } from '../telemetry/client-interceptor.ts';
import { quickRetries } from './grpc-retries.ts';

/** Where Temporal's address, namespace, TLS and API key come from. */
export interface TemporalSettings {
  /** `TEMPORAL_*` as the `temporal` command reads them, HOME for its configuration file, and the keys of encryption. */
  environment: Readonly<Record<string, string | undefined>>;
  /** Of the configuration file; without it `TEMPORAL_PROFILE`, else `default`. */
  profile?: string;
  /** Who asks, as histories show it, e.g. `mayday-gateway`. */
  identity: string;
}

export interface Temporal {
  client: Client;
  /** host:port */
  address: string;
  namespace: string;
  close(): Promise<void>;
}

// gRPC's status codes.
const unreachable = [4, 14];
const refused = [7, 16];
const notFound = 5;

/**
 * A client that connects with its first call, so that its owner can start while Temporal is away.
 * @throws Error with a sentence if the profile, its files or the keys of encryption cannot be read
 */
export function lazyTemporal({ environment, profile, identity }: TemporalSettings): Temporal {
  const { connectionOptions, namespace = 'default' } = readProfile(environment, profile);
  const { address, apiKey, tls, metadata } = connectionOptions;
  const dataConverter = dataConverterFrom(environment, namespace);
  const retries = quickRetries();
  const connection = Connection.lazy({
    interceptors: [retries.interceptor],
    address,
    apiKey,
    tls,
    metadata: metadata as Record<string, string> | undefined,
    channelArgs: {
      // gRPC waits up to two minutes between attempts by default: a server that is back would look dead.
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': 1_000,
      // The SDK means to set this but leaves out the prefix: a page of history over 4 MB could not be read.
      'grpc.max_receive_message_length': 128 * 1024 * 1024,
    },
  });
  const client = new Client({
    connection,
    namespace,
    identity: `${identity}@${hostname()}`,
    interceptors: { workflow: [tracingClient] },
    dataConverter,
  });
  const close = async () => {
    await retries.end();
    await connection.close();
  };
  return { client, address: connection.options.address, namespace, close };
}

/** A client whose queries are answered by open runs only; any other throws `QueryRejectedError`, worker or not. */
export function openOnly({ connection, options }: Client): Client {
  const { namespace, identity, dataConverter } = options;
  return new Client({
    connection,
    namespace,
    identity,
    dataConverter,
    workflow: { queryRejectCondition: 'NOT_OPEN' },
  });
}

/**
 * A client of a Temporal that answers, within `timeout` ms.
 * @throws Error with one sentence that says what to do
 */
export async function connectTemporal(settings: TemporalSettings, timeout = 3_000): Promise<Temporal> {
  const temporal = lazyTemporal(settings);
  try {
    await askTemporal(temporal.client, timeout);
    return temporal;
  } catch (error) {
    await temporal.close();
    throw new Error(temporalTrouble(error, temporal.client), { cause: error });
  }
}

/** Resolves if Temporal answers for the client's namespace within `timeout` ms. @throws like `withinDeadline` */
export async function askTemporal(client: Client, timeout: number): Promise<void> {
  const { namespace } = client.options;
  await withinDeadline(client, timeout, () => client.workflowService.describeNamespace({ namespace }));
}

/** A call to Temporal had no answer in time. What it asked for may have happened. */
export class Unanswered extends Error {}

/** A call that is over after `timeout` ms; the SDK alone would wait for its next try before it sees its deadline. @throws Unanswered or the call's error */
export async function withinDeadline<T>(client: Client, timeout: number, call: () => Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Unanswered(`no answer within ${timeout} ms`)), timeout);
  try {
    return await Promise.race([client.withDeadline(Date.now() + timeout, call), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Why a call to Temporal failed and what to do, in one sentence. */
export function temporalTrouble(error: unknown, client: Client): string {
  const { connection, options } = client;
  const where = connection instanceof Connection ? `Temporal at ${connection.options.address}` : 'Temporal';
  const causes = causesOf(error);
  const grpc = causes.find(isGrpcServiceError);
  const text = grpc?.details ?? causes.at(-1)?.message ?? String(error);
  const noNamespace = grpc?.code === notFound && /namespace/i.test(text);
  if (noNamespace || causes.some((cause) => cause instanceof NamespaceNotFoundError)) {
    return `${where} has no namespace "${options.namespace}": create it (temporal operator namespace create -n ${options.namespace}) or set TEMPORAL_NAMESPACE to one that exists.`;
  }
  if (error instanceof Unanswered || (grpc && unreachable.includes(grpc.code))) {
    const last = /Last error: (?:Error: )?(.+?)\.?(?: Resolution note:.*)?$/.exec(text)?.[1];
    return `${where} does not answer${last ? ` (${last})` : ''}: start it, or set TEMPORAL_ADDRESS or TEMPORAL_PROFILE to where it runs.`;
  }
  if (grpc && refused.includes(grpc.code)) {
    return `${where} refuses our credentials (${text}): check TEMPORAL_API_KEY or the client certificate of the profile.`;
  }
  return `${where} could not do it: ${text}`;
}

function causesOf(error: unknown): Error[] {
  const causes: Error[] = [];
  for (let cause = error; cause instanceof Error && causes.length < 10; cause = cause.cause)
    causes.push(cause);
  return causes;
}

function readProfile(environment: TemporalSettings['environment'], profile: string | undefined) {
  const given = Object.entries(environment).filter((entry): entry is [string, string] => Boolean(entry[1]));
  try {
    return loadClientConnectConfig({ profile, overrideEnvVars: Object.fromEntries(given) });
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    throw new Error(
      `The settings of the connection to Temporal cannot be read: ${because}. Look at TEMPORAL_CONFIG_FILE, TEMPORAL_PROFILE and TEMPORAL_TLS_*.`,
      { cause: error },
    );
  }
}
