import type { ActivityInterfaceFor } from '@temporalio/workflow';
import type { DiskChecks } from '../../contract/disk-checks.ts';
import type { Finding } from '../../contract/findings.ts';
import { heartbeats } from '../../contract/heartbeats.ts';
import { abandonable, asking } from '../asking.ts';

/** Questions about a host are asked of the worker there; `on` = the checks of a pool. */
export function diskChecks(on: (pool: string) => ActivityInterfaceFor<DiskChecks>) {
  const there = <Name extends Exclude<keyof DiskChecks, 'hostLargest'>>(
    name: Name,
    summary: (question: Parameters<DiskChecks[Name]>[0]) => string,
  ) => {
    return (question: Parameters<DiskChecks[Name]>[0]): Promise<Finding> => {
      const activity = on(question.host.pool)[name] as Parameters<typeof asking<typeof question, Finding>>[0];
      return asking(activity, summary)(question);
    };
  };
  return {
    hostDisks: there('hostDisks', ({ host }) => `How full are the disks of ${host.id}?`),
    hostLargest: (question: Parameters<DiskChecks['hostLargest']>[0]): Promise<Finding> =>
      abandonable(() =>
        on(question.host.pool).hostLargest.executeWithOptions(
          {
            summary: `What fills the disks of ${question.host.id}?`,
            startToCloseTimeout: '30 s',
            scheduleToCloseTimeout: '45 s',
            heartbeatTimeout: heartbeats.disks,
          },
          [question],
        ),
      ),
    hostOldFiles: there('hostOldFiles', ({ host }) => `What could be deleted on ${host.id}?`),
    hostDanglingImages: there(
      'hostDanglingImages',
      ({ host }) => `Which images of ${host.id} does nothing name?`,
    ),
  };
}
