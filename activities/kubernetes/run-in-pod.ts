import { Writable } from 'node:stream';
import type { V1Status } from '@kubernetes/client-node';
import type { Cluster } from './clusters.ts';
import { failureOf } from './failures.ts';

export interface Place {
  namespace: string;
  pod: string;
  container: string;
}

/** What a command printed, both streams as they came, the last 64 KiB of it; and how it ended. */
export interface Ran {
  output: string;
  ended: Ended;
}

/** The code where the kubelet tells it, else why there is none. */
export type Ended = { code: number } | { unknown: string };

const most = 64 * 1024;
/** ms */
const patience = 8_000;

/**
 * Runs a program with its arguments in a container, without a shell, a terminal or anything to read.
 * @throws ApplicationFailure for what the API server refuses
 */
export async function runInPod(
  cluster: Cluster,
  { namespace, pod, container }: Place,
  command: string[],
): Promise<Ran> {
  let output = '';
  // A character may be cut in two: each stream is decoded for itself.
  const take = () => {
    const decoder = new TextDecoder();
    return new Writable({
      write(chunk: Buffer, _encoding, done) {
        output = (output + decoder.decode(chunk, { stream: true })).slice(-most);
        done();
      },
    });
  };
  const { promise, resolve } = Promise.withResolvers<Ended>();
  const over = setTimeout(
    () => resolve({ unknown: `it had not ended after ${patience / 1_000} s` }),
    patience,
  );
  let socket: { close(): void } | undefined;
  try {
    const opened = await cluster.exec
      .exec(namespace, pod, container, command, take(), take(), null, false, (status) =>
        resolve(endOf(status)),
      )
      .catch((error) => refused(cluster, { namespace, pod, container }, command, error));
    socket = opened;
    opened.onclose = () => resolve({ unknown: 'the connection broke off' });
    return { ended: await promise, output };
  } finally {
    clearTimeout(over);
    socket?.close();
  }
}

/** How a command ended, by what the kubelet says last. */
export function endOf({ status, reason, message, details }: V1Status): Ended {
  if (status === 'Success') return { code: 0 };
  const cause = details?.causes?.find((each) => each.reason === 'ExitCode')?.message;
  if (reason === 'NonZeroExitCode' && cause && /^\d+$/.test(cause)) return { code: Number(cause) };
  return { unknown: message ?? reason ?? 'the kubelet does not say' };
}

/** The handshake tells a number only: asked once more without one, the API server says why. */
async function refused(
  { core, place }: Cluster,
  { namespace, pod, container }: Place,
  command: string[],
  error: unknown,
): Promise<never> {
  const { message = '', error: cause } = error as { message?: string; error?: unknown };
  const code = /Unexpected server response: (\d+)/.exec(message)?.[1];
  if (code === undefined) throw cause ?? error;
  if (code === '401' || code === '403' || code === '404') {
    await core
      .connectGetNamespacedPodExec({ namespace, name: pod, container, command: command[0], stdout: true })
      .catch((reason: { code?: number }) => {
        if (String(reason.code) === code) throw reason;
      });
  }
  const says =
    code === '403'
      ? `The permission to get and create pods/exec in the namespace ${namespace} of ${place.name} is missing: newer API servers want both.`
      : `The API server of ${place.name} (${place.server}) does not run commands in pods (${code}).`;
  throw failureOf({ trouble: code === '403' ? 'forbidden' : 'refused', says });
}
