import { ApplicationFailure } from '@temporalio/common';
import { final } from '../../workflows/contract/failures.ts';
import type { Applied, Effect, Plan, PlanTarget, Proposal } from '../../workflows/contract/plans.ts';
import type { FlushRedis } from '../../workflows/contract/redis.ts';
import type { Redis } from '../redis/connections.ts';
import type { Place } from '../redis/failures.ts';
import {
  flush,
  flushByHand,
  flushedBefore,
  markerOf,
  mustBePermitted,
  readStore,
  type Store,
} from '../redis/flush.ts';
import { keysInWords, memoryInWords } from '../redis/info.ts';
import { sampleInWords, sampleKeys } from '../redis/sample.ts';
import type { Action, Order } from './action.ts';

/** Empties the one database of a target's URL, where the catalogue says that it is a cache and nothing else. */
export function flushRedis(redis: Redis): Action<FlushRedis> {
  return {
    observe: (mitigation) => observe(redis, mitigation),
    differences: (mitigation, plan) => differences(redis, mitigation, plan),
    rehearse: (mitigation, plan) =>
      redis.session(mitigation.target, async (connection, place) => {
        const store = await readStore(connection, place);
        const may = await mustBePermitted(connection, place, markerOf('rehearsal'));
        const right = may === 'yes' ? 'its user may do so' : 'whether its user may do so is not known before';
        const says = `${plan.targets[0]?.title ?? place.server}: would be emptied of ${keysInWords(store.keys)}; ${right}`;
        return { outcome: 'would apply', says: [says] };
      }),
    act: (order) => act(redis, order),
  };
}

function observe(redis: Redis, { target }: FlushRedis): Promise<Proposal | null> {
  if (!target.cacheOnly) throw refusedBecause(notACache(target.id));
  return redis.session(target, async (connection, place) => {
    const store = await readStore(connection, place);
    const never = neverEmptied(store, place);
    if (never !== undefined) throw refusedBecause(never);
    if (store.keys === 0) return null;
    await mustBePermitted(connection, place, markerOf('plan'));
    return proposal(target.id, place, store, sampleInWords(await sampleKeys(connection)));
  });
}

function proposal(id: string, place: Place, store: Store, sample: string): Proposal {
  const { server, database } = place;
  const others =
    store.others.length > 0 ? ` Databases ${store.others.join(', ')} of the server are left alone.` : '';
  const forGood =
    store.neverExpire > 0
      ? `${keysInWords(store.neverExpire)} of them never expire, and come back only if somebody writes them again`
      : 'all of them expire by themselves';
  return {
    targets: [
      {
        id: `database ${database} of ${server}`,
        title: `database ${database} of ${id} (${server})`,
        // Not how many keys: a cache changes with each request, and the plan would never hold.
        state: { database, runId: store.runId, neverExpire: store.neverExpire > 0 },
      },
    ],
    preview: [flushByHand(place)],
    observed: `Database ${database} holds ${keysInWords(store.keys)}; ${forGood}.${sample} Redis uses ${memoryInWords(store.memory)}.`,
    predicted: 'Afterwards it holds none; the memory is given back in the background.',
    blastRadius: `Every key of database ${database}, whoever wrote it: until it has filled again, what ${store.clients} clients look up comes from what is behind the cache.${others}`,
    undo: null,
  };
}

function differences(redis: Redis, { target }: FlushRedis, { targets }: Plan): Promise<string[]> {
  if (!target.cacheOnly) return Promise.resolve([notACache(target.id)]);
  return redis.session(target, async (connection, place) => {
    const store = await readStore(connection, place);
    return targets.flatMap((each) => moved(each, place, store));
  });
}

function moved({ title, state }: PlanTarget, place: Place, store: Store): string[] {
  if (state.database !== place.database) {
    return [`the plan is about database ${state.database}, and the URL names ${place.database} by now`];
  }
  const never = neverEmptied(store, place);
  if (never !== undefined) return [never];
  if (state.runId !== store.runId) {
    return [`${title}: the server has restarted since, or another one has taken its place`];
  }
  if (!state.neverExpire && store.neverExpire > 0) {
    return [
      `${title} held nothing that never expires, and holds ${keysInWords(store.neverExpire)} of that kind now`,
    ];
  }
  return [];
}

function act(redis: Redis, order: Order<FlushRedis>): Promise<Applied> {
  const { mitigation, plan, keyOf } = order;
  const [target] = plan.targets;
  const refused = (because: string, difference: string[] = []): Applied => {
    return { outcome: 'refused', because, difference, effects: [] };
  };
  if (!target || plan.targets.length !== 1) throw refusedBecause('A plan empties one database.');
  const effect = (outcome: Effect['outcome'], says: string): Applied => ({
    outcome: 'applied',
    effects: [{ key: keyOf(target), target: target.id, outcome, says: `${target.title}: ${says}` }],
  });
  if (order.done.has(target.id)) return Promise.resolve(effect('done', 'emptied'));
  if (!mitigation.target.cacheOnly) return Promise.resolve(refused(notACache(mitigation.target.id)));
  return redis.session(mitigation.target, async (connection, place) => {
    const marker = markerOf(keyOf(target));
    const before = await flushedBefore(connection, marker);
    if (before !== undefined) return effect('done', emptiedBefore(before));
    const difference = moved(target, place, await readStore(connection, place));
    if (difference.length > 0) {
      const lost = order.again ? '; an attempt before this one may have emptied it' : '';
      return refused(`it is not as it was when the plan was made${lost}`, difference);
    }
    const halted = order.halted();
    if (halted !== undefined) return refused(halted);
    const { came, keys } = await flush(connection, place, { marker, runId: String(target.state.runId) });
    if (came === 'another run') return refused('the server has restarted in this moment');
    order.record(target);
    if (came === 'before') return effect('done', emptiedBefore(keys));
    return keys === 0
      ? effect('already gone', 'it held no key')
      : effect('done', `emptied of ${keysInWords(keys)}`);
  });
}

function emptiedBefore(keys: number): string {
  return `emptied of ${keysInWords(keys)} by an attempt before this one, whose answer was lost`;
}

function notACache(id: string): string {
  return `Nothing says that all that ${id} holds can be made again, so it is never emptied: it may hold sessions or queues. Where you know that it is a cache and nothing else, write "cacheOnly: true" under targets.${id}.`;
}

/** Whatever the plan says. */
function neverEmptied({ replica, mode }: Store, { server }: Place): string | undefined {
  if (replica) return `Redis at ${server} is a replica: see which server is the primary by now, and the URL.`;
  if (mode === 'standalone') return undefined;
  return `Redis at ${server} runs as ${mode}: Mayday empties single servers only, so do it by hand, node by node.`;
}

function refusedBecause(message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, final.changeRefused);
}
