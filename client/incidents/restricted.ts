import type { Catalogue } from '../../systems/catalogue.ts';
import { isRunbook } from '../../workflows/contract/runbooks.ts';

/** Whether only its own system's people may know more than that something happened; where nobody can say, a matter of security is. */
export function isRestricted(
  catalogue: Pick<Catalogue, 'profile'>,
  system: string,
  runbook: string,
): boolean {
  if (!isRunbook(runbook)) return false;
  try {
    return catalogue.profile(system, runbook).runbook.restricted;
  } catch {
    return runbook === 'securityIncident';
  }
}
