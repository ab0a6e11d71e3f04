import { type FastifyInstance, fastify } from 'fastify';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { httpLimits } from './http-limits.ts';

/** Where a process shows its metrics; port 0 = any free one. */
export interface Place {
  host: string;
  port: number;
}

/** A page that is served. */
export interface Page {
  /** `http://127.0.0.1:9464` */
  address: string;
  close(): Promise<void>;
}

export interface PageParts extends Place {
  /** Of Prometheus, in its text format, one after the other. */
  metrics: readonly (() => Promise<string>)[];
  /** What else is there. */
  more?: (app: FastifyInstance) => void;
  /** The variable that says the port, for the sentence where it is taken. */
  setting: string;
}

/** A registry with what every process of Mayday shows of itself: memory, CPU, event loop, and which release it is. */
export function newRegistry(process: string, version: string): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'mayday_build_info',
    help: 'Which process of which release this is; always 1.',
    labelNames: ['process', 'version'],
    registers: [registry],
  }).set({ process, version }, 1);
  return registry;
}

/** Serves `GET /metrics`. @throws Error with a sentence where it cannot listen */
export async function servePage({ host, port, metrics, more, setting }: PageParts): Promise<Page> {
  const app = fastify({ ...httpLimits, bodyLimit: 1_024, forceCloseConnections: true });
  app.get('/metrics', async (_request, reply) => {
    const pages = await Promise.all(metrics.map((page) => page()));
    return reply.type(Registry.PROMETHEUS_CONTENT_TYPE).send(pages.join('\n'));
  });
  more?.(app);
  try {
    return { address: await app.listen({ host, port }), close: () => app.close() };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE')
      throw new Error(`${host}:${port} is taken: end what listens there, or set ${setting} to another port.`);
    throw new Error(`Metrics cannot be shown at ${host}:${port}: ${message}.`);
  }
}
