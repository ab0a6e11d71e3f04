import { ApplicationFailure } from '@temporalio/common';
import { durationText } from '../../systems/duration.ts';
import type { RestoreDatabase } from '../../workflows/contract/backups.ts';
import type { PlanParameters, Proposal } from '../../workflows/contract/plans.ts';
import { ageInWords, backupInWords, sizeInWords } from '../backups/in-words.ts';
import type { Action } from './action.ts';
import { restore } from './restore-act.ts';
import { look, movedSince, type RestoreAccess, stateOf } from './restore-look.ts';

/** Puts a chosen backup in the place of a database, after a dump of what is there. */
export function restoreDatabase(access: RestoreAccess): Action<RestoreDatabase> {
  return {
    observe: (mitigation, parameters) => observe(access, mitigation, parameters),
    differences: async (mitigation, { targets, parameters = {} }) => {
      const found = await look(access, mitigation, parameters);
      return movedSince(targets[0], found);
    },
    act: (order) => restore(access, order),
  };
}

async function observe(
  access: RestoreAccess,
  mitigation: RestoreDatabase,
  parameters: PlanParameters,
): Promise<Proposal> {
  const found = await look(access, mitigation, parameters);
  const { backup, dump, script } = found;
  await dump.attempt();
  await script.attempt();
  const { target } = mitigation;
  const now = Date.now();
  const dumped = durationText(mitigation.dump.timeout);
  const restored = durationText(mitigation.script.timeout);
  return {
    targets: [
      {
        id: `database ${target.database}`,
        title: `database ${target.database} of ${target.id}`,
        state: stateOf(found),
      },
    ],
    preview: [dump.line, script.line],
    observed: `${await sizeNow(access, mitigation)} The backup is ${backupInWords(backup, now)}. ${dump.observed} ${script.observed}`,
    predicted: `First what is there is dumped, ${dump.where}, for at most ${dumped}: unless that comes to a good end, nothing is restored. Then the backup is restored, ${script.where}, for at most ${restored}; with another exit code than 0 people are asked what it did.`,
    blastRadius: `All of ${target.database}: what was written in the last ${ageInWords(backup.at, now)} is in the dump only. Whoever uses it meanwhile may see errors or half of it.`,
    undo: null,
  };
}

/** A database that is gone can be restored all the same. */
async function sizeNow({ postgres }: RestoreAccess, { target }: RestoreDatabase): Promise<string> {
  const name = `The database ${target.database}`;
  try {
    return await postgres.session(target, async (session) => {
      const { rows } = await session.query(
        `SELECT pg_database_size(current_database())::float8 AS bytes,
                (SELECT count(*)::int FROM pg_stat_activity
                  WHERE datname = current_database() AND pid <> pg_backend_pid()) AS others`,
      );
      const { bytes, others } = rows[0] as { bytes: number; others: number };
      return `${name} has ${sizeInWords(bytes)} now, and ${others} other ${others === 1 ? 'session uses' : 'sessions use'} it.`;
    });
  } catch (error) {
    if (!(error instanceof ApplicationFailure)) throw error;
    return `${name} cannot be asked: ${error.message.replace(/\.$/, '')}.`;
  }
}
