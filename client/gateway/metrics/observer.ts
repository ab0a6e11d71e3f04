import type { Client } from '@temporalio/client';
import pMap from 'p-map';
import type { Catalogue } from '../../../systems/catalogue.ts';
import { coordinationQueue } from '../../../workflows/contract/queues.ts';
import { createReader, type Open, type Reader } from '../../board/reader.ts';
import { askTemporal } from '../../temporal.ts';
import { neededQueues, type PolledQueue, polledQueue, waiting } from '../../workers.ts';

/** How Mayday is, seen from the gateway. */
export interface Observation {
  temporal: boolean;
  /** Undefined where Temporal does not say. */
  queues?: PolledQueue[];
  open?: Open;
}

export interface Observer {
  /** At most as old as a look is fresh; never rejects. */
  look(): Promise<Observation>;
}

/** ms for which a look counts. */
const fresh = 15_000;
/** ms that Temporal has to answer a question. */
const patience = 2_000;

/** Looks when it is asked, and not more often than each 15 s; all that ask meanwhile share one look. */
export function createObserver(
  { client, catalogue }: { client: Client; catalogue: Catalogue },
  {
    clock = Date.now,
    reader = createReader(client),
  }: { clock?: () => number; reader?: Pick<Reader, 'open'> } = {},
): Observer {
  let last: { at: number; look: Promise<Observation> } | undefined;

  async function observe(): Promise<Observation> {
    const temporal = await askTemporal(client, patience).then(
      () => true,
      () => false,
    );
    if (!temporal) return { temporal };
    const [queues, open] = await Promise.all([
      pMap(neededQueues(catalogue), (queue) => polledQueue({ client }, queue, patience), {
        concurrency: 4,
      }).catch(() => undefined),
      reader.open().catch(() => undefined),
    ]);
    return { temporal, ...(queues ? { queues } : {}), ...(open ? { open } : {}) };
  }

  return {
    look() {
      if (!last || clock() - last.at >= fresh) last = { at: clock(), look: observe() };
      return last.look;
    },
  };
}

/** Whether an alert that came now would be looked after: Temporal answers, and a worker, of the current version, takes what is new. */
export function looksAfter({ temporal, queues = [] }: Observation): boolean {
  const workflows = queues.find(({ queue }) => queue === coordinationQueue);
  return temporal && workflows !== undefined && waiting(workflows).length === 0;
}
