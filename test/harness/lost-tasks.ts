import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';

/** What the SDK says of it. */
export const refusal = 'Error while completing workflow activation';

/**
 * Temporal's test server, as the SDK downloads it, refuses a workflow task that cancels a timer which fired
 * meanwhile, and never schedules another one: the run stands still for ever (sdk-java issue 3088). The real server
 * takes it, and so does the one that `servers/time-skipping.ts` mends.
 */
export class TaskLost extends Error {
  override readonly name = 'TaskLost';

  constructor() {
    super('The test server lost a workflow task (sdk-java issue 3088)');
  }
}

const waiting = new Set<(lost: TaskLost) => void>();

Runtime.install({
  logger: new DefaultLogger('WARN', ({ level, message, meta }) => {
    if (message === refusal) for (const tell of waiting) tell(new TaskLost());
    else if (level === 'ERROR') console.error(message, meta);
  }),
  telemetryOptions: {
    logging: { filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }), forward: {} },
  },
});

/** What the work comes to; @throws TaskLost as soon as a worker of this process is refused. */
export async function unlessLost<T>(work: () => Promise<T>): Promise<T> {
  let tell: ((lost: TaskLost) => void) | undefined;
  const lost = new Promise<never>((_, reject) => {
    tell = reject;
    waiting.add(reject);
  });
  try {
    return await Promise.race([work(), lost]);
  } finally {
    if (tell) waiting.delete(tell);
  }
}

/** Plays again, twice at most, what the test server lost. */
export async function despiteLosses(
  play: () => Promise<void>,
  say: (message: string) => void,
): Promise<void> {
  for (let left = 2; ; left -= 1) {
    try {
      return await play();
    } catch (error) {
      if (!(error instanceof TaskLost) || left === 0) throw error;
      say(`${error.message}: it is played again`);
    }
  }
}
