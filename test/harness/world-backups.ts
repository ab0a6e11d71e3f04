import { ApplicationFailure } from '@temporalio/activity';
import type { Action } from '../../activities/mitigations/action.ts';
import type { RestoreDatabase } from '../../workflows/contract/backups.ts';
import type { World } from './world.ts';

/** Restores the scripted world's database; a backup that is not there cannot be planned. */
export function restoringOf(world: World): Action<RestoreDatabase> {
  return {
    async observe({ target }, { backup }) {
      if (!world.backups.includes(String(backup))) {
        throw ApplicationFailure.nonRetryable(`There is no backup ${backup}.`, 'ChangeRefused');
      }
      return {
        targets: [{ id: target.id, title: target.database, state: { backup: String(backup) } }],
        preview: [`./restore.sh ${backup}`],
        observed: 'The database has 12 MB.',
        predicted: 'It is dumped, then restored.',
        blastRadius: 'All of it.',
        undo: null,
      };
    },
    differences: async () => [],
    async act({ plan, keyOf }) {
      world.restored.push(String(plan.parameters?.backup));
      return {
        outcome: 'applied',
        effects: plan.targets.map((target) => ({
          key: keyOf(target),
          target: target.id,
          outcome: 'done',
          says: 'restored',
        })),
      };
    },
  };
}
