import type { Catalogue } from '../../systems/catalogue.ts';
import type { SystemProfile } from '../../workflows/contract/profile.ts';

/** ms for which a profile counts. */
const age = 5_000;
const most = 1_000;

/** The catalogue with a short memory for profiles, which take up to 10 ms to work out: each live part of each tab wants one. */
export function rememberingProfiles(catalogue: Catalogue, clock: () => number): Catalogue {
  const known = new Map<string, { until: number; profile: SystemProfile }>();
  return {
    ...catalogue,
    profile(system, runbook, openedAt) {
      const key = JSON.stringify([system, runbook, openedAt]);
      const before = known.get(key);
      if (before && before.until > clock()) return before.profile;
      const profile = catalogue.profile(system, runbook, openedAt);
      if (known.size >= most) known.clear();
      known.set(key, { until: clock() + age, profile });
      return profile;
    },
  };
}
