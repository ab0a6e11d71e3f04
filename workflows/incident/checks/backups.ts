import type { ActivityInterfaceFor } from '@temporalio/workflow';
import type { BackupChecks, BackupsQuestion } from '../../contract/backups.ts';
import type { Finding } from '../../contract/findings.ts';
import { heartbeats } from '../../contract/heartbeats.ts';
import { aroundScript } from '../../contract/scripts.ts';
import { abandonable } from '../asking.ts';
import { listTime } from '../scripts.ts';

export function backupChecks(checks: ActivityInterfaceFor<BackupChecks>) {
  return {
    listBackups: (question: BackupsQuestion): Promise<Finding> => {
      const ms = listTime(question) + aroundScript;
      return abandonable(() =>
        checks.listBackups.executeWithOptions(
          {
            summary: 'Which backups are there?',
            startToCloseTimeout: ms,
            scheduleToCloseTimeout: 2 * ms,
            heartbeatTimeout: heartbeats.backups,
            retry: { initialInterval: '1 s', maximumAttempts: 2 },
          },
          [question],
        ),
      );
    },
  };
}
