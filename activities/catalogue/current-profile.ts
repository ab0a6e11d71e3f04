import type { Catalogue } from '../../systems/catalogue.ts';
import type { SystemProfile } from '../../workflows/contract/profile.ts';
import { isRunbook } from '../../workflows/contract/runbooks.ts';
import { degradedProfile } from './degraded-profile.ts';

/** A system's profile as it is now; one that cannot be had is as a degraded incident's. */
export function currentProfile(
  catalogue: Catalogue,
  { system, runbook }: { system: string; runbook: string },
): SystemProfile {
  for (const name of [runbook, 'generalIncident']) {
    try {
      if (isRunbook(name)) return catalogue.profile(system, name);
    } catch {
      // The next one, in the end the built-in.
    }
  }
  return degradedProfile(system, catalogue);
}
