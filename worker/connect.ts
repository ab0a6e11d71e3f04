import { setTimeout as delay } from 'node:timers/promises';
import { isGrpcServiceError } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { Config } from './config.ts';

const firstPause = 500;
const longestPause = 5_000;
// A server that has just started registers its namespace a moment after it answers.
const namespaceGrace = 30_000;
const callDeadline = 5_000;
const notFound = 5;
const permissionDenied = 7;
const unauthenticated = 16;

/** Temporal answers, but not to us; the message says what to mend. */
export class ConnectionRefused extends Error {
  override readonly name = 'ConnectionRefused';
}

/**
 * Connects to Temporal, waiting for as long as it is away and saying so once.
 * @throws ConnectionRefused where waiting cannot help: credentials, or a namespace still missing after 30 s
 * @throws the signal's reason when it aborts
 */
export async function connect(config: Config, log: Logger, signal: AbortSignal): Promise<NativeConnection> {
  const address = config.temporal.connectionOptions.address ?? 'localhost:7233';
  const started = Date.now();
  let said = false;
  for (let pause = firstPause; ; pause = Math.min(pause * 2, longestPause)) {
    signal.throwIfAborted();
    try {
      const connection = await NativeConnection.connect(config.temporal.connectionOptions);
      try {
        await connection.withDeadline(Date.now() + callDeadline, () =>
          connection.workflowService.describeNamespace({ namespace: config.namespace }),
        );
      } catch (error) {
        await connection.close();
        throw error;
      }
      if (said) log.info({ address }, 'Temporal answers');
      return connection;
    } catch (error) {
      const reason = inWords(error as Error);
      if (isRefusal(error))
        throw new ConnectionRefused(`Temporal at ${address} does not let us in: ${reason}`);
      if (isGrpcServiceError(error) && error.code === notFound && Date.now() - started > namespaceGrace) {
        throw new ConnectionRefused(
          `Temporal at ${address} has no namespace "${config.namespace}": create it, or name another in TEMPORAL_NAMESPACE`,
        );
      }
      if (!said) log.warn({ address, reason }, 'waiting for Temporal');
    }
    said = true;
    await delay(pause, undefined, { signal });
  }
}

/** Of a transport error, written by Rust, only what the operating system said. */
function inWords({ message }: Error): string {
  return /message: "([^"]+)"/.exec(message)?.[1] ?? message;
}

function isRefusal(error: unknown): boolean {
  if (isGrpcServiceError(error)) return error.code === permissionDenied || error.code === unauthenticated;
  return /unauthenticated|unauthorized|not have permission|valid authentication/i.test(
    (error as Error).message,
  );
}
