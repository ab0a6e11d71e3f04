import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { RestoreDatabase } from '../../workflows/contract/backups.ts';
import { final } from '../../workflows/contract/failures.ts';
import type { PlanParameters, PlanTarget } from '../../workflows/contract/plans.ts';
import type { Backup, Backups } from '../backups/backups.ts';
import { backupInWords } from '../backups/in-words.ts';
import type { Postgres } from '../postgres/sessions.ts';
import type { Prepared, Scripts } from '../scripts/scripts.ts';

/** What a restore needs of the world. */
export interface RestoreAccess {
  postgres: Pick<Postgres, 'session'>;
  scripts: Scripts;
  backups: Backups;
}

/** A restore as it would be made now. */
export interface Found {
  backup: Backup;
  dump: Prepared;
  script: Prepared;
}

/** @throws ApplicationFailure `ChangeRefused` where there is no such backup */
export async function look(
  { backups, scripts }: Omit<RestoreAccess, 'postgres'>,
  mitigation: RestoreDatabase,
  parameters: PlanParameters,
): Promise<Found> {
  const context = Context.current();
  const { activityId, workflowExecution } = context.info;
  const key = `${workflowExecution?.runId}/${activityId}/backups`;
  const there = await backups.list(mitigation.backups, { key, stopped: context.cancellationSignal });
  const wanted = chosen(mitigation, parameters);
  const backup = there.find(({ id }) => id === wanted);
  if (!backup) throw refusedBecause(noSuch(wanted, there));
  if (backup.bytes === 0) throw refusedBecause(`The backup ${wanted} holds nothing: take another one.`);
  const [dump, script] = await Promise.all([
    scripts.prepare(mitigation.dump, {}, Date.now()),
    scripts.prepare(mitigation.script, parameters, Date.now()),
  ]);
  return { backup, dump, script };
}

function chosen({ script: { title, asks } }: RestoreDatabase, parameters: PlanParameters): string {
  const [asked] = asks;
  if (asked) return String(parameters[asked.name] ?? '').trim();
  throw refusedBecause(`${title} asks for no backup, so that nobody could choose one.`);
}

function noSuch(wanted: string, there: readonly Backup[]): string {
  if (there.length === 0) return `There is no backup ${wanted}, nor any other.`;
  const now = Date.now();
  const newest = there.slice(0, 5).map((backup) => backupInWords(backup, now));
  return `There is no backup ${wanted}; the newest are ${newest.join('; ')}.`;
}

/** What must still hold when it is made. */
export function stateOf({ backup, dump, script }: Found): PlanTarget['state'] {
  const of = (what: string, { line, state }: Prepared) =>
    Object.entries({ line, ...state }).map(([name, value]) => [`${what} ${name}`, value]);
  return {
    backup: backup.id,
    bytes: backup.bytes,
    at: new Date(backup.at).toISOString(),
    ...Object.fromEntries([...of('dump', dump), ...of('restore', script)]),
  };
}

/** What is not as the plan has it. */
export function movedSince(target: PlanTarget | undefined, found: Found): string[] {
  if (!target) throw refusedBecause('A plan restores one database.');
  const words: Record<string, string> = {
    backup: 'it is about another backup',
    bytes: `the backup ${found.backup.id} has another size than when the plan was made`,
    at: `the backup ${found.backup.id} was written again since the plan was made`,
  };
  return Object.entries(stateOf(found)).flatMap(([name, value]) =>
    target.state[name] === value ? [] : [words[name] ?? `the script was changed since (${name})`],
  );
}

function refusedBecause(message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, final.changeRefused);
}
