import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { Catalogue } from '../../systems/catalogue.ts';
import { holds, inForce, maintenanceWindows, type PlannedMaintenance } from '../../systems/maintenance.ts';
import type { MaintenanceActivities } from '../../workflows/contract/maintenance.ts';
import type { CoordinationDependencies } from '../dependencies.ts';

/** Which alerts a window holds by the file as it is now, and the server's clock. */
export function judgeHeld({
  catalogue,
}: Pick<CoordinationDependencies, 'catalogue'>): MaintenanceActivities['judgeHeld'] {
  return async ({ system, alerts }) => {
    const now = new Date(Context.current().info.scheduledTimestampMs);
    const windows = inForce(planned(catalogue, system), now);
    return {
      windows: windows.map(({ from, until, reason }) => ({ from, until, reason })),
      held: alerts.map((labels) => holds(windows, labels) !== undefined),
    };
  };
}

/** A file that cannot be had holds nothing. */
function planned(catalogue: Catalogue, system: string): PlannedMaintenance[] {
  try {
    return maintenanceWindows(catalogue.file(system));
  } catch (error) {
    if (!(error instanceof ApplicationFailure)) throw error;
    return [];
  }
}
