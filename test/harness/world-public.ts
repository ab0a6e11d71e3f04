import type { Action } from '../../activities/mitigations/action.ts';
import { tellOnce } from '../../activities/mitigations/tell-once.ts';
import { failureOf } from '../../activities/status-page/failures.ts';
import type { PublishStatus } from '../../workflows/contract/status-page.ts';
import type { TellOnce } from '../../workflows/contract/tellings.ts';
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
      if (world.pageTellsToWait > 0) {
        world.pageTellsToWait -= 1;
        throw failureOf({ trouble: 'too many requests', says: 'The page says: later.', retryAfter: 60_000 });
      }
      world.published.push(mitigation.status);
      world.publicTexts.push(mitigation.message ?? String(plan.parameters?.message));
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

/** Tells the scripted world's people outside what cannot be untold. */
export function tellingOnce(world: World): Action<TellOnce> {
  return tellOnce(({ target, action }, message) => ({
    shown: `readers of ${target.id}`,
    preview: [message],
    async send() {
      world.published.push(action);
      world.publicTexts.push(message);
      return 'they were told';
    },
  }));
}
