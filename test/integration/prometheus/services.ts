import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a service does from now on. */
export interface Doing {
  perSecond: number;
  /** Percent of its requests that it answers with 500. */
  errorPercent: number;
  /** Seconds: the upper bound of the bucket that all of its answers are in. */
  within: (typeof bounds)[number];
}

const bounds = [0.1, 0.25, 1, 2.5] as const;

/** Real counters of services that get as many requests, and answer them as fast and as badly, as a test says. */
export interface Services {
  /** Of their metrics. */
  page: string;
  /** From now on; one that is not there yet begins. */
  does(name: string, doing: Doing): void;
  close(): void;
}

interface Counters {
  doing: Doing;
  answered: number;
  failed: number;
  inBucket: Map<number, number>;
}

export async function startServices(): Promise<Services> {
  const services = new Map<string, Counters>();
  let last = Date.now();
  const count = () => {
    const seconds = (Date.now() - last) / 1_000;
    last = Date.now();
    for (const each of services.values()) {
      const requests = each.doing.perSecond * seconds;
      each.failed += (requests * each.doing.errorPercent) / 100;
      each.answered += requests * (1 - each.doing.errorPercent / 100);
      each.inBucket.set(each.doing.within, (each.inBucket.get(each.doing.within) ?? 0) + requests);
    }
  };
  const server = createServer((_, answer) => {
    count();
    answer.end(`${[...services].flatMap(([name, each]) => linesOf(name, each)).join('\n')}\n`);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    page: `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`,
    does(name, doing) {
      count();
      const known = services.get(name);
      if (known) known.doing = doing;
      else services.set(name, { doing, answered: 0, failed: 0, inBucket: new Map() });
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function linesOf(name: string, { answered, failed, inBucket }: Counters): string[] {
  const service = `service="${name.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  const upTo = (bound: number) => [...inBucket].reduce((sum, [le, n]) => sum + (le <= bound ? n : 0), 0);
  const all = upTo(Number.POSITIVE_INFINITY);
  return [
    `http_requests_total{${service},status="200"} ${answered}`,
    // A service without errors does not count them at all.
    ...(failed > 0 ? [`http_requests_total{${service},status="500"} ${failed}`] : []),
    ...bounds.map((le) => `http_request_duration_seconds_bucket{${service},le="${le}"} ${upTo(le)}`),
    `http_request_duration_seconds_bucket{${service},le="+Inf"} ${all}`,
    `http_request_duration_seconds_count{${service}} ${all}`,
  ];
}
