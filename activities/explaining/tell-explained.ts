import { WorkflowNotFoundError } from '@temporalio/common';
import {
  type ExplainingActivities,
  explainedSignal,
  type OtherIncident,
} from '../../workflows/contract/explaining.ts';
import { incidentIdPrefix } from '../../workflows/contract/keys.ts';
import { openIncidents } from '../catalogue/open-incidents.ts';
import type { CoordinationDependencies } from '../dependencies.ts';
import { glanceAt } from './glance.ts';

/** Finds what an incident explains among those that are open, and tells each of them; a second time changes nothing. */
export function tellExplained(
  deps: Pick<CoordinationDependencies, 'client' | 'log'>,
): ExplainingActivities['tellExplained'] {
  return async ({ system, mode, rule, openedAt, by }) => {
    const told: OtherIncident[] = [];
    for (const runbook of rule.runbooks) {
      for (const workflowId of await openIncidents(deps, incidentIdPrefix(system, runbook, mode))) {
        const glance = await glanceAt(deps, workflowId);
        if (!glance || glance.folded) continue;
        if (Math.abs(Date.parse(openedAt) - Date.parse(glance.openedAt)) > rule.within) continue;
        if (!(await tell(workflowId, by))) continue;
        told.push({ incident: glance.incident, keyId: glance.keyId, runbook, workflowId });
      }
    }
    return told;
  };

  async function tell(workflowId: string, by: OtherIncident): Promise<boolean> {
    try {
      await deps.client.workflow.getHandle(workflowId).signal(explainedSignal, by);
      return true;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  }
}
