import type { CountsNow } from '../../../archive/verify/course.ts';
import type { Catalogue } from '../../../systems/catalogue.ts';
import { approversFor } from '../../../systems/entitled.ts';
import { risks } from '../../../workflows/contract/profile.ts';

/** Whose approvals count by the file of a system as it is now; undefined where it cannot be read here. */
export function countsNow(catalogue: Catalogue, system: string): CountsNow | undefined {
  try {
    const { unverifiedUpTo, needs, publicUpdates } = catalogue.policy(system);
    return {
      approvers: (plan) => approversFor({ catalogue, system, plan }).map(({ name }) => name),
      unverifiedUpTo,
      byItself: risks.filter((risk) => Object.values(needs[risk]).includes(0)),
      publicByItself: publicUpdates === 'auto',
    };
  } catch {
    return undefined;
  }
}
