import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Connection, type ConnectionOptions } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { quickRetries } from '../client/grpc-retries.ts';
import { findOnce, type Recipe, type Say } from './find.ts';
import { freePort, StartFailed, startProcess, until, withFreePorts } from './process.ts';
import { registerSearchAttributes, type SearchAttribute } from './search-attributes.ts';
import { versions } from './versions.ts';
import { mavenProgram, runsOwnMain, type SourceMend, sdkDownload } from './ways.ts';

const title = 'Temporal test server (time skipping)';

export interface TimeSkippingOptions {
  readonly say?: Say;
  readonly searchAttributes?: readonly SearchAttribute[];
}

/**
 * A task that cancels a timer which fired meanwhile is refused by this version, and the run stands still for ever
 * (sdk-java issue 3088). The real server takes the cancellation in the place of the firing.
 */
const cancelledAsItFired: SourceMend = {
  source: 'io/temporal/internal/testservice/TestWorkflowMutableStateImpl.java',
  instead: '    if (timer == null) {\n      throw Status.INVALID_ARGUMENT\n',
  write: `    if (timer == null) {
      for (RequestContext buffered : workflowTaskStateMachine.getData().bufferedEvents) {
        for (HistoryEvent event : buffered.getEvents()) {
          if (!event.getTimerFiredEventAttributes().getTimerId().equals(timerId)) continue;
          buffered.getEvents().remove(event);
          ctx.addEvent(
              HistoryEvent.newBuilder()
                  .setEventType(EventType.EVENT_TYPE_TIMER_CANCELED)
                  .setTimerCanceledEventAttributes(
                      TimerCanceledEventAttributes.newBuilder()
                          .setWorkflowTaskCompletedEventId(workflowTaskCompletedId)
                          .setTimerId(timerId)
                          .setStartedEventId(
                              event.getTimerFiredEventAttributes().getStartedEventId()))
                  .build());
          return;
        }
      }
      throw Status.INVALID_ARGUMENT
`,
};

const ownMain = new URL('./TestServers.java', import.meta.url);

export const timeSkippingRecipe: Recipe = {
  name: 'temporal-test-server',
  title,
  version: versions.temporalTestServer,
  revision: async () =>
    createHash('sha256')
      .update(await readFile(ownMain))
      .update(cancelledAsItFired.write)
      .digest('hex')
      .slice(0, 8),
  addressVariable: 'MAYDAY_TEST_SERVER_ADDRESS',
  program: 'temporal-test-server',
  ways: [
    sdkDownload('time-skipping', versions.temporalTestServer, 'temporal-test-server'),
    mavenProgram({
      artifact: 'io.temporal:temporal-test-server',
      version: versions.temporalTestServer,
      mainClass: 'io.temporal.testserver.TestServer',
      ownMain,
      mend: cancelledAsItFired,
      program: 'temporal-test-server',
      javaOptions: ['-Xmx512m'],
      rehearsal: ['--once'],
      lasts: 'about 20 seconds, once',
    }),
  ],
  remedies: ['install Java 17 or newer and Maven (https://maven.apache.org/install.html), which fetch it'],
};

/**
 * Starts a Temporal server that skips time while nothing is to be done, one for each call; its `teardown` ends the
 * server, too.
 * @throws ServerMissing if there is none to start, StartFailed if it does not become usable within 60 s
 */
export async function startTimeSkipping(options: TimeSkippingOptions = {}): Promise<TestWorkflowEnvironment> {
  const found = await findOnce(timeSkippingRecipe, options.say);
  if (found.kind === 'address') return connect(found.address, options);
  const server = runsOwnMain(found.path) ? await oneOfMany(found.path) : await startAlone(found.path);
  try {
    const retries = quickRetries();
    const environment = await connect(server.address, options, retries.interceptor);
    const teardown = environment.teardown.bind(environment);
    environment.teardown = async () => {
      try {
        await retries.end();
        await teardown();
      } finally {
        await server.stop();
      }
    };
    return environment;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

interface Server {
  readonly address: string;
  stop(): Promise<void>;
}

/** The program as the SDK downloads it is one server. */
function startAlone(command: string): Promise<Server> {
  return withFreePorts(async () => {
    const port = await freePort();
    const address = `127.0.0.1:${port}`;
    const ready = () => answers(address);
    const { stop } = await startProcess({ title, command, args: [`${port}`], ready });
    return { address, stop };
  });
}

let many: Promise<string> | undefined;

/** Ours starts any number of them in one process, which ends with this one. */
async function oneOfMany(command: string): Promise<Server> {
  many ??= startMany(command);
  const door = await many;
  const response = await fetch(door, { method: 'POST' });
  const port = await response.text();
  if (!response.ok) throw new StartFailed(`${title} answers ${response.status}: ${port}`);
  return {
    address: `127.0.0.1:${port}`,
    stop: async () => void (await fetch(`${door}${port}`, { method: 'DELETE' })),
  };
}

/** The address at which servers are started and ended. */
function startMany(command: string): Promise<string> {
  return withFreePorts(async () => {
    const port = await freePort();
    const door = `http://127.0.0.1:${port}/`;
    await startProcess({ title, command, args: [`${port}`], ready: () => fetch(door) });
    return door;
  });
}

interface Internals {
  create(options: {
    readonly server: { readonly type: 'existing' };
    readonly address: string;
    readonly namespace: string;
    readonly supportsTimeSkipping: true;
    readonly connectionOptions: ConnectionOptions;
  }): Promise<TestWorkflowEnvironment>;
}

async function connect(
  address: string,
  options: TimeSkippingOptions,
  ...interceptors: NonNullable<ConnectionOptions['interceptors']>
): Promise<TestWorkflowEnvironment> {
  // The SDK's public way to a time-skipping environment starts its own process, whose end we could not see to.
  const environment = await (TestWorkflowEnvironment as unknown as Internals).create({
    server: { type: 'existing' },
    address,
    namespace: 'default',
    supportsTimeSkipping: true,
    connectionOptions: interceptors.length > 0 ? { interceptors } : {},
  });
  if (options.searchAttributes)
    await registerSearchAttributes(environment.connection, options.searchAttributes);
  return environment;
}

async function answers(address: string): Promise<void> {
  await until(
    async () => {
      const connection = await Connection.connect({ address, connectTimeout: 1_000 });
      await connection.close();
    },
    { deadlineMs: 1_000 },
  );
}
