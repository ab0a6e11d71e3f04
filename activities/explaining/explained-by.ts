import { explainingRules } from '../../systems/explaining.ts';
import type { Explained } from '../../workflows/contract/activities.ts';
import type { Mode } from '../../workflows/contract/input.ts';
import { incidentIdPrefix } from '../../workflows/contract/keys.ts';
import type { Severity } from '../../workflows/contract/profile.ts';
import { openIncidents } from '../catalogue/open-incidents.ts';
import type { CoordinationDependencies } from '../dependencies.ts';
import { glanceAt } from './glance.ts';

interface Opening {
  system: string;
  runbook: string;
  mode: Mode;
  severity: Severity;
  /** RFC 3339 */
  openedAt: string;
}

/**
 * The open incident of the system that explains one which alerts open now, by its file. It stands for the new one unless
 * that is more severe. Undefined where there is none, or where nobody can say: then the new one is told like any other.
 */
export async function explainedBy(
  deps: Pick<CoordinationDependencies, 'catalogue' | 'client' | 'log'>,
  { system, runbook, mode, severity, openedAt }: Opening,
): Promise<Explained | undefined> {
  try {
    const rules = explainingRules(deps.catalogue.file(system)).filter(({ runbooks }) =>
      runbooks.some((each) => each === runbook),
    );
    for (const { by, within } of rules) {
      for (const workflowId of await openIncidents(deps, incidentIdPrefix(system, by, mode))) {
        const glance = await glanceAt(deps, workflowId);
        if (!glance || glance.folded) continue;
        if (Math.abs(Date.parse(openedAt) - Date.parse(glance.openedAt)) > within) continue;
        const { incident, keyId } = glance;
        return {
          by: { incident, keyId, runbook: by, workflowId },
          folded: severity >= glance.severity,
        };
      }
    }
  } catch (error) {
    deps.log.warn(
      { err: error, system, runbook },
      'nobody could say whether an open incident explains this one',
    );
  }
  return undefined;
}
