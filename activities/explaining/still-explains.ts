import type { ExplainingActivities } from '../../workflows/contract/explaining.ts';
import type { CoordinationDependencies } from '../dependencies.ts';
import { glanceAt } from './glance.ts';

/** Whether that very incident is still open; another one at its place is not. */
export function stillExplains(
  deps: Pick<CoordinationDependencies, 'client'>,
): ExplainingActivities['stillExplains'] {
  return async ({ workflowId, keyId }) => (await glanceAt(deps, workflowId))?.keyId === keyId;
}
