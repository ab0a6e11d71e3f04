import type { Action } from '../../activities/mitigations/action.ts';
import type { FlushRedis } from '../../workflows/contract/redis.ts';
import type { World } from './world.ts';

/** Empties the scripted world's cache; the state of a plan is which run of the server it is. */
export function emptyingOf(world: World): Action<FlushRedis> {
  const title = 'database 0 of the cache';
  return {
    observe: async () =>
      world.cacheKeys === 0
        ? null
        : {
            targets: [{ id: 'database 0', title, state: { run: world.cacheRun } }],
            preview: ['redis-cli FLUSHDB ASYNC'],
            observed: `It holds ${world.cacheKeys} keys.`,
            predicted: 'It holds none.',
            blastRadius: 'All look behind the cache.',
            undo: null,
          },
    differences: async (_, { targets }) =>
      targets.flatMap(({ state }) => (state.run === world.cacheRun ? [] : [`${title} has restarted`])),
    async act({ plan, keyOf }) {
      const [target] = plan.targets;
      if (target?.state.run !== world.cacheRun) {
        return { outcome: 'refused', because: 'it has restarted', difference: [title], effects: [] };
      }
      world.flushed.push(world.cacheKeys);
      world.cacheKeys = 0;
      const says = `${title}: emptied`;
      return {
        outcome: 'applied',
        effects: [{ key: keyOf(target), target: target.id, outcome: 'done', says }],
      };
    },
  };
}
