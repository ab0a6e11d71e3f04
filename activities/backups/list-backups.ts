import { Context } from '@temporalio/activity';
import type { BackupChecks } from '../../workflows/contract/backups.ts';
import { findingOf } from '../troubles.ts';
import type { Backups } from './backups.ts';
import { backupInWords, sizeInWords } from './in-words.ts';

const beat = 2_000;
const shown = 5;
const kept = 20;

/** Which backups could be restored. */
export function listBackups(backups: Backups): BackupChecks['listBackups'] {
  return (question) =>
    findingOf(
      'backups',
      () => false,
      async () => {
        const context = Context.current();
        const { activityId, workflowExecution } = context.info;
        const key = `${workflowExecution?.runId}/${activityId}`;
        const beating = setInterval(() => context.heartbeat(), beat);
        try {
          const found = await backups.list(question.backups, { key, stopped: context.cancellationSignal });
          const [newest] = found;
          if (!newest) return { verdict: 'sick', says: 'There is no backup that could be restored.' };
          const now = Date.now();
          const words = found.slice(0, shown).map((backup) => backupInWords(backup, now));
          const more = found.length > shown ? `, and ${found.length - shown} older ones` : '';
          const empty = newest.bytes === 0 ? ' The newest holds nothing.' : '';
          return {
            verdict: empty ? 'sick' : 'well',
            says: `${found.length} ${found.length === 1 ? 'backup' : 'backups'}, newest first: ${words.join('; ')}${more}.${empty}`,
            evidence: found.slice(0, kept).map(({ id, at, bytes }) => ({
              backup: id,
              from: new Date(at).toISOString(),
              size: sizeInWords(bytes),
            })),
          };
        } finally {
          clearInterval(beating);
        }
      },
    );
}
