import { setTimeout as sleep } from 'node:timers/promises';
import { defaultGrpcRetryOptions, makeGrpcRetryInterceptor } from '@temporalio/client';

/** gRPC's status code. */
const exhausted = 8;

/** The SDK's retries, at most a second apart. `end` waits for the last one: on a closed connection it would end the process. */
export function quickRetries() {
  const { delayFunction, retryableDecider } = defaultGrpcRetryOptions();
  let nextTry = 0;
  let ending = false;
  const interceptor = makeGrpcRetryInterceptor({
    retryableDecider: (attempt, status) => !ending && retryableDecider(attempt, status),
    delayFunction(attempt, status) {
      const delay = Math.min(delayFunction(attempt, status), status.code === exhausted ? 1_000 : 250);
      nextTry = Math.max(nextTry, Date.now() + delay);
      return delay;
    },
  });
  const end = async () => {
    ending = true;
    // A try that is due by now may not have begun, so that some time is left to it, too.
    if (nextTry > 0) await sleep(Math.max(0, nextTry - Date.now()) + 20);
  };
  return { interceptor, end };
}
