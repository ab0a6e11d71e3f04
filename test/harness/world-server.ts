import type { Action } from '../../activities/mitigations/action.ts';
import type { SetMaxConnections } from '../../workflows/contract/databases.ts';
import type { World } from './world.ts';

/** Lets more connections into the scripted world's database; the state of a plan is how many it lets in. */
export function raising(world: World): Action<SetMaxConnections> {
  return {
    observe: async ({ value }, { max_connections: before }) => {
      const now = world.maxConnections;
      const wanted = typeof before === 'number' ? before : value;
      if (wanted === now) return null;
      return {
        targets: [{ id: 'max_connections', title: 'max_connections', state: { running: now } }],
        preview: [`ALTER SYSTEM SET max_connections = ${wanted};`],
        observed: `It lets ${now} in.`,
        predicted: `It lets ${wanted} in.`,
        blastRadius: 'The database restarts.',
        undo: `ALTER SYSTEM SET max_connections = ${now};`,
        inverse: { max_connections: now },
      };
    },
    differences: async (_, { targets }) =>
      targets.flatMap(({ state }) => (state.running === world.maxConnections ? [] : ['it lets others in'])),
    async act({ mitigation, plan, keyOf }) {
      if (plan.targets.some(({ state }) => state.running !== world.maxConnections)) {
        return { outcome: 'refused', because: 'it lets others in', difference: [], effects: [] };
      }
      const { max_connections: before } = plan.parameters ?? {};
      world.maxConnections = typeof before === 'number' ? before : mitigation.value;
      return {
        outcome: 'applied',
        effects: plan.targets.map((target) => ({
          key: keyOf(target),
          target: target.id,
          outcome: 'done',
          says: `${world.maxConnections} from now on`,
        })),
      };
    },
  };
}
