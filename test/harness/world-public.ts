import type { Action } from '../../activities/mitigations/action.ts';
import type { PublishStatus } from '../../workflows/contract/status-page.ts';
import type { World } from './world.ts';

/** Tells the scripted world's public. */
export function tellingOf(world: World): Action<PublishStatus> {
  return {
    observe: async ({ heading, status }, _, __, keyId = '') => ({
      targets: [{ id: 'the page', title: 'the page', state: { incident: keyId } }],
      preview: [`${heading}: ${status}`],
      observed: 'It says nothing.',
      predicted: `It says ${status}.`,
      blastRadius: 'The public.',
      undo: null,
    }),
    differences: async () => [],
    async act({ mitigation, plan, keyOf }) {
      world.published.push(mitigation.status);
      return {
        outcome: 'applied',
        effects: plan.targets.map((target) => ({
          key: keyOf(target),
          target: target.id,
          outcome: 'done',
          says: `it says ${mitigation.status}`,
        })),
      };
    },
  };
}
