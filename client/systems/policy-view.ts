import { budgetsOf } from '../../systems/budgets.ts';
import type { Catalogue, Policy } from '../../systems/catalogue.ts';
import {
  type Budgets,
  type Needs,
  type Risk,
  type Severity,
  severities,
} from '../../workflows/contract/profile.ts';

/** Whose yes the changes of one risk take. */
export interface ApprovalTerms {
  risk: Exclude<Risk, 'observe'>;
  roles: string[];
  needs: Record<Severity, Needs>;
  /** Those of the roles who have a key or a Slack account; an approval of anybody else is unverified. */
  identified: string[];
}

export interface PolicyView extends Pick<Policy, 'unverifiedUpTo' | 'singleResponder' | 'breakGlass'> {
  approvals: ApprovalTerms[];
  budgets: Budgets;
}

/** Who may approve what at a system. @throws like `Catalogue.profile` */
export function policyView(catalogue: Catalogue, system: string): PolicyView {
  const { approverRoles, needs, ...rest } = catalogue.policy(system);
  const people = [...catalogue.people(system).values()];
  const known = people.filter(({ publicKeys, slack }) => publicKeys.length > 0 || slack !== undefined);
  return {
    ...rest,
    budgets: budgetsOf(catalogue.file(system)),
    approvals: (['reversible', 'disruptive', 'destructive'] as const).map((risk) => ({
      risk,
      roles: approverRoles[risk],
      needs: needs[risk],
      identified: known
        .filter(({ roles }) => roles.some((role) => approverRoles[risk].includes(role)))
        .map(({ name }) => name),
    })),
  };
}

/** Fewer people can sign than it takes at some severity. */
export function isOutOfReach({ needs, identified }: ApprovalTerms): boolean {
  return severities.some((severity) => needs[severity] > identified.length);
}
