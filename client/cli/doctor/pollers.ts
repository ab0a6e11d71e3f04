import type { Catalogue } from '../../../systems/catalogue.ts';
import type { Temporal } from '../../temporal.ts';
import { type NeededQueue, neededQueues, polledQueue, startOne, untaken } from '../../workers.ts';
import { bad, good, patience, type Report, tried, type Verdict } from './report.ts';

/** Whether workers poll every queue that the catalogue's systems and single hosts need. */
export async function pollers(temporal: Temporal, catalogue: Catalogue): Promise<Report[]> {
  return Promise.all(
    neededQueues(catalogue).map((needed) =>
      tried(`queue ${needed.queue}`, temporal.client, () => polled(temporal, needed)),
    ),
  );
}

async function polled(temporal: Temporal, needed: NeededQueue): Promise<Verdict> {
  const queue = await polledQueue(temporal, needed, patience);
  const silent = untaken(queue);
  if (silent.length > 0) return bad(`no worker takes its ${silent.join(' or ')}: ${startOne(needed)}`);
  const workers = [
    ...new Set(Object.values(queue.pollers).flatMap((each) => each.map(({ identity }) => identity))),
  ];
  return good(
    `${workers.length === 1 ? '1 worker' : `${workers.length} workers`}: ${workers.slice(0, 3).join(', ')}${workers.length > 3 ? ', …' : ''}`,
  );
}
