import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Client, Connection, type ConnectionOptions } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import pino from 'pino';
import { buildGateway } from '../../../client/gateway/server.ts';
import { newKeyPair } from '../../../client/keys/private-key.ts';
import { dataConverterFrom } from '../../../codec/environment.ts';
import { startTemporal } from '../../../servers/temporal.ts';
import { openCatalogue } from '../../../systems/open-catalogue.ts';
import { noteSignal } from '../../../workflows/contract/messages.ts';
import { coordinationQueue } from '../../../workflows/contract/queues.ts';
import { searchAttributes } from '../../../workflows/contract/search-attributes.ts';
import { BoardGuest } from '../../harness/board-guest.ts';
import { TcpProxy } from '../../harness/tcp-proxy.ts';

const plain = dataConverterFrom({}, 'default');

export type ManyOpen = Awaited<ReturnType<typeof manyOpen>>;

type GrpcInterceptor = NonNullable<ConnectionOptions['interceptors']>[number];

const alice = newKeyPair();
const boardUrl = 'http://127.0.0.1:8080';

/** A real Temporal and worker with so many open incidents, and a gateway with a board of which every call to Temporal is counted. */
export async function manyOpen(count: number) {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const server = await startTemporal({
    headless: true,
    tuned: true,
    searchAttributes: Object.values(searchAttributes),
  });
  const connection = await NativeConnection.connect({ address: server.address });
  const worker = await Worker.create({
    connection,
    taskQueue: coordinationQueue,
    workflowBundle: await bundleWorkflowCode({
      workflowsPath: fileURLToPath(new URL('./quiet-incident.ts', import.meta.url)),
      logger: new DefaultLogger('ERROR'),
    }),
  });
  const running = worker.run();
  const own = new Client({
    connection: await Connection.connect({ address: server.address }),
    dataConverter: plain,
  });
  const ids = Array.from({ length: count }, (_, i) => `incident:demo:generalIncident:${i}`);
  await Promise.all(
    ids.map((workflowId) =>
      own.workflow.start('generalIncident', {
        workflowId,
        taskQueue: coordinationQueue,
        args: [{ system: 'demo', summary: `one of ${count}` }],
      }),
    ),
  );
  const calls: { method: string; at: number }[] = [];
  const proxy = new TcpProxy();
  const port = await proxy.before(Number(server.address.split(':').at(-1)));
  const counted = Connection.lazy({
    address: `127.0.0.1:${port}`,
    channelArgs: { 'grpc.initial_reconnect_backoff_ms': 100, 'grpc.max_reconnect_backoff_ms': 500 },
    interceptors: [
      (options, next) => {
        calls.push({ method: options.method_definition.path.split('/').at(-1) ?? '', at: Date.now() });
        return next(options) as ReturnType<GrpcInterceptor>;
      },
    ],
  });
  const app = buildGateway({
    config: {
      credentials: 'anyone',
      board: {
        keys: ['0123456789abcdef0123456789abcdef'],
        url: boardUrl,
        readers: [],
        archiveDir: '/nowhere',
      },
      environment: { DEMO_ALICE_PUBLIC_KEY: alice.publicKey },
    },
    client: new Client({ connection: counted, dataConverter: plain }),
    catalogue: openCatalogue('systems'),
    log: pino({ level: 'silent' }),
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const guest = new BoardGuest(app);
  await guest.signIn(alice.privateKeyPem, boardUrl);
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;

  return {
    ids,
    calls,
    guest,
    /** Of the test, not counted. */
    client: own,
    /** In front of Temporal, for the board only. */
    proxy,
    /** What a tab asks for every two seconds; the status and what the page says. */
    async look(path: string): Promise<{ status: number; body: string }> {
      const answer = await fetch(`${url}${path}`, {
        headers: { cookie: guest.cookie, 'x-board-live': '1' },
      });
      return { status: answer.status, body: await answer.text() };
    },
    note: (workflowId: string, text: string) =>
      own.workflow.getHandle(workflowId).signal(noteSignal, { text, by: 'test' }),
    async workerGoes() {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await running;
    },
    async close() {
      await app.close();
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await running;
      await own.connection.close();
      await counted.close();
      await proxy.close();
      await connection.close();
      await server.stop();
    },
  };
}
