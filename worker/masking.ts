import type { WorkerInterceptors } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { Archive, Channel } from '../activities/dependencies.ts';
import type { Secrets } from '../settings/secrets.ts';

/** Keeps known secrets out of histories: masks what activities answer and throw. Says so, for it is a defect of theirs. */
export function maskActivities(secrets: Secrets, log: Logger): WorkerInterceptors {
  return {
    activity: [
      (context) => ({
        inbound: {
          async execute(input, next) {
            try {
              const result = await next(input);
              const masked = secrets.maskAll(result);
              if (masked !== result) {
                log.error(
                  { activity: context.info.activityType },
                  'an activity answered with a secret; masked',
                );
              }
              return masked;
            } catch (error) {
              throw masking(error, secrets);
            }
          },
        },
      }),
    ],
  };
}

/** A channel that says nothing secret. */
export function maskChannel(channel: Channel, secrets: Secrets): Channel {
  return {
    say: (...notices) => channel.say(...notices.map((notice) => secrets.maskAll(notice))),
    where: (notice) => channel.where?.(notice),
    ...(channel.tryOut ? { tryOut: () => channel.tryOut?.() ?? Promise.resolve('') } : {}),
  };
}

/** An archive without secrets in its records and post-mortems; histories stay as they are, or they would not replay. */
export function maskArchive(archive: Archive, secrets: Secrets): Archive {
  return {
    asKept: (record) => archive.asKept(secrets.maskAll(record)),
    keep: (record, history, postMortem) =>
      archive.keep(secrets.maskAll(record), history, secrets.mask(postMortem)),
    close: (keyId, runId, history) => archive.close(keyId, runId, history),
    put: (keyId, name, content) => archive.put(keyId, name, secrets.mask(content)),
    find: (keyId) => archive.find(keyId),
    list: () => archive.list(),
  };
}

// In place: a failure's class, type and retry flags must stay what they are.
function masking(thrown: unknown, secrets: Secrets, depth = 0): unknown {
  if (!(thrown instanceof Error) || depth > 10) return secrets.maskAll(thrown);
  const error = thrown as Error & { details?: unknown };
  const write = (name: string, value: unknown) =>
    Object.defineProperty(error, name, { value, writable: true, configurable: true, enumerable: false });
  if (secrets.mask(error.message) !== error.message) write('message', secrets.mask(error.message));
  if (error.stack && secrets.mask(error.stack) !== error.stack) write('stack', secrets.mask(error.stack));
  if (error.details !== undefined) write('details', secrets.maskAll(error.details));
  if (error.cause !== undefined) write('cause', masking(error.cause, secrets, depth + 1));
  return error;
}
