import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { freePort } from '../../../servers/process.ts';
import { Live } from '../../harness/live.ts';
import { type SpanReceiver, startSpanReceiver } from '../../harness/span-receiver.ts';

/** The whole real stack with all that can be seen of it from outside. */
export interface ObservedShop {
  live: Live;
  receiver: SpanReceiver;
  /** Pages of metrics. */
  pages: { worker: string; gateway: string };
  workerUrl: string;
  /** When a sign of life came, epoch ms. */
  signs: number[];
  end(): Promise<void>;
}

export async function startObservedShop(): Promise<ObservedShop> {
  const receiver = await startSpanReceiver();
  const signs: number[] = [];
  const watch = createServer((_request, answer) => {
    signs.push(Date.now());
    answer.end('OK');
  });
  await new Promise<void>((resolve) => watch.listen(0, '127.0.0.1', resolve));
  const [workerPort, gatewayPort] = [await freePort(), await freePort()];
  const live = await Live.start({
    environment: {
      MAYDAY_WORKER_PORT: `${workerPort}`,
      MAYDAY_GATEWAY_METRICS_PORT: `${gatewayPort}`,
      MAYDAY_DEADMAN_URL: `http://127.0.0.1:${(watch.address() as AddressInfo).port}/ping`,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_BSP_SCHEDULE_DELAY: '200',
    },
  });
  const workerUrl = `http://127.0.0.1:${workerPort}`;
  return {
    live,
    receiver,
    pages: { worker: `${workerUrl}/metrics`, gateway: `http://127.0.0.1:${gatewayPort}/metrics` },
    workerUrl,
    signs,
    async end() {
      await live.end();
      await receiver.stop();
      watch.closeAllConnections();
      await new Promise((resolve) => watch.close(resolve));
    },
  };
}
