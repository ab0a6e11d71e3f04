import { WorkflowNotFoundError } from '@temporalio/common';
import type { Catalogue } from '../../systems/catalogue.ts';
import { maintenanceWindows } from '../../systems/maintenance.ts';
import { matcherText } from '../../systems/matchers.ts';
import {
  type HeldView,
  heldQuery,
  type MaintenanceWindow,
  maintenanceWorkflowId,
} from '../../workflows/contract/maintenance.ts';
import { isSilence } from '../incidents/ask.ts';
import type { Temporal } from '../temporal.ts';

/** ms */
const deadline = 5_000;

/** A window of a file. */
export interface Planned extends MaintenanceWindow {
  system: string;
  state: 'now' | 'planned' | 'over';
  matchers: string[];
}

/** The windows of all readable files, the next ones first; those that are over last. */
export function plannedWindows(catalogue: Pick<Catalogue, 'systems' | 'file'>, at: Date): Planned[] {
  const windows = catalogue.systems().flatMap((system) => {
    try {
      return maintenanceWindows(catalogue.file(system)).map(
        ({ from, until, reason, matchers }): Planned => ({
          system,
          from,
          until,
          reason,
          state: stateOf({ from, until }, at),
          matchers: matchers.map(matcherText),
        }),
      );
    } catch {
      // What is wrong with the file, "mayday validate" says.
      return [];
    }
  });
  const order = ['now', 'planned', 'over'];
  return windows.toSorted(
    (a, b) => order.indexOf(a.state) - order.indexOf(b.state) || (a.from < b.from ? -1 : 1),
  );
}

/** `silent`: nobody answers for it. */
export type Held = HeldView & { silent?: true };

/** What is held of a system; undefined where nothing is, `silent` where nobody answers for it. */
export async function heldOf(
  { client }: Pick<Temporal, 'client'>,
  system: string,
): Promise<Held | undefined> {
  const handle = client.workflow.getHandle(maintenanceWorkflowId(system));
  try {
    return await client.withDeadline(Date.now() + deadline, async () => {
      const { status } = await handle.describe();
      return status.name === 'RUNNING' ? await handle.query(heldQuery) : undefined;
    });
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    if (isSilence(error)) return { system, windows: [], places: [], resolved: 0, delivered: 0, silent: true };
    throw error;
  }
}

function stateOf({ from, until }: Pick<MaintenanceWindow, 'from' | 'until'>, at: Date): Planned['state'] {
  const now = at.getTime();
  if (now >= Date.parse(until)) return 'over';
  return now >= Date.parse(from) ? 'now' : 'planned';
}
