import { log, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { CoordinationActivities } from '../contract/activities.ts';
import type { MaintenanceWindow } from '../contract/maintenance.ts';
import type { Notice } from '../contract/notices.ts';

const { notify } = proxyActivities<CoordinationActivities>({
  startToCloseTimeout: '10 s',
  scheduleToCloseTimeout: '10 min',
  retry: { initialInterval: '500 ms', maximumInterval: '30 s' },
  summary: 'Tell everybody on the channels',
});

/** Alerts are held from now on. */
export async function tellOfMaintenance(
  system: string,
  windows: readonly MaintenanceWindow[],
): Promise<void> {
  const says = windows.map(({ until, reason }) => `${reason} (until ${until})`).join('; ');
  await say(system, {
    kind: 'headline',
    entryId: 'held',
    text: `Maintenance of ${system} holds its alerts: ${says}`,
    details: ['What is held: mayday maintenance', 'Incidents can be opened by hand all the time.'],
    phase: 'monitoring',
  });
}

/** It is over, and this is what became of the alerts. */
export async function tellOfItsEnd(
  system: string,
  { resolved, delivered }: { resolved: number; delivered: number },
): Promise<void> {
  const text = `Maintenance of ${system} is over. Still firing, and now with their incidents: ${count(delivered)}; resolved meanwhile: ${count(resolved)}`;
  await say(system, {
    kind: 'resolved',
    entryId: `over-${Date.now()}`,
    text,
    details: [],
    phase: 'resolved',
  });
}

function count(alerts: number): string {
  return alerts === 1 ? '1 alert' : `${alerts} alerts`;
}

/** A channel that fails must not keep alerts from people. */
async function say(
  system: string,
  said: Pick<Notice, 'kind' | 'entryId' | 'text' | 'details' | 'phase'>,
): Promise<void> {
  const { workflowId, firstExecutionRunId, startTime } = workflowInfo();
  try {
    await notify({
      ...said,
      keyId: firstExecutionRunId,
      incident: 'MAINTENANCE',
      at: new Date().toISOString(),
      openedAt: startTime.toISOString(),
      people: [],
      workflowId,
      system,
      label: 'MAINTENANCE',
    });
  } catch (error) {
    log.warn('maintenance could not be told', { error });
  }
}
