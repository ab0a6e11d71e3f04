import type { Plan } from '../contract/plans.ts';
import { type Risk, risks, type SystemProfile } from '../contract/profile.ts';

/** An approval that is typed into the Temporal UI counts for that plan: nobody vouches for who typed it. */
export function mayType(profile: Pick<SystemProfile, 'unverifiedUpTo'>, plan: Pick<Plan, 'risk'>): boolean {
  return risks.indexOf(plan.risk) <= risks.indexOf(typedUpTo(profile));
}

/** The greatest risk for which it does. */
export function typedUpTo({ unverifiedUpTo }: Pick<SystemProfile, 'unverifiedUpTo'>): Risk {
  return unverifiedUpTo ?? 'observe';
}
