import { Connection, type ConnectionOptions } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { quickRetries } from '../client/grpc-retries.ts';
import { findOnce, type Recipe, type Say } from './find.ts';
import { freePort, startProcess, until, withFreePorts } from './process.ts';
import { registerSearchAttributes, type SearchAttribute } from './search-attributes.ts';
import { versions } from './versions.ts';
import { mavenProgram, type SourceMend, sdkDownload } from './ways.ts';

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

export const timeSkippingRecipe: Recipe = {
  name: 'temporal-test-server',
  title: 'Temporal test server (time skipping)',
  version: versions.temporalTestServer,
  addressVariable: 'MAYDAY_TEST_SERVER_ADDRESS',
  program: 'temporal-test-server',
  ways: [
    sdkDownload('time-skipping', versions.temporalTestServer, 'temporal-test-server'),
    mavenProgram({
      artifact: 'io.temporal:temporal-test-server',
      version: versions.temporalTestServer,
      mainClass: 'io.temporal.testserver.TestServer',
      ownMain: new URL('./LoopbackTestServer.java', import.meta.url),
      mend: cancelledAsItFired,
      program: 'temporal-test-server',
      javaOptions: ['-Xmx256m'],
      rehearsal: ['0', '--once'],
      lasts: 'about 20 seconds, once',
    }),
  ],
  remedies: ['install Java 17 or newer and Maven (https://maven.apache.org/install.html), which fetch it'],
};

/**
 * Starts a Temporal server that skips time while nothing is to be done, one for each call; its `teardown` ends the
 * process too.
 * @throws ServerMissing if there is none to start, StartFailed if it does not become usable within 60 s
 */
export async function startTimeSkipping(options: TimeSkippingOptions = {}): Promise<TestWorkflowEnvironment> {
  const found = await findOnce(timeSkippingRecipe, options.say);
  if (found.kind === 'address') return connect(found.address, options);
  return withFreePorts(async () => {
    const port = await freePort();
    const address = `127.0.0.1:${port}`;
    const running = await startProcess({
      title: 'The Temporal test server',
      command: found.path,
      args: [`${port}`],
      ready: () => answers(address),
    });
    try {
      const retries = quickRetries();
      const environment = await connect(address, options, retries.interceptor);
      const teardown = environment.teardown.bind(environment);
      environment.teardown = async () => {
        try {
          await retries.end();
          await teardown();
        } finally {
          await running.stop();
        }
      };
      return environment;
    } catch (error) {
      await running.stop();
      throw error;
    }
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
