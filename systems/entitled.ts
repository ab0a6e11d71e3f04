import type { Plan } from '../workflows/contract/plans.ts';
import type { Approver, Catalogue } from './catalogue.ts';

/** A plan at the system whose policy it is judged by. */
export interface Entitling {
  catalogue: Catalogue;
  system: string;
  plan: Pick<Plan, 'risk' | 'tells'>;
}

/** The roles whose yes a plan takes; what cannot be untold is the commander's to say. @throws like `Catalogue.policy` */
export function rolesFor({ catalogue, system, plan }: Entitling): string[] {
  const { approverRoles, tellerRoles } = catalogue.policy(system);
  return plan.tells ? tellerRoles : approverRoles[plan.risk];
}

/** Everybody whose yes may count for a plan. @throws like `Catalogue.people` */
export function approversFor(given: Entitling): Approver[] {
  const roles = rolesFor(given);
  const people = [...given.catalogue.people(given.system).values()];
  return people.filter((person) => person.roles.some((role) => roles.includes(role)));
}

/** Whether somebody's yes counts for what they have proposed themselves. @throws like `Catalogue.policy` */
export function mayApproveOwn({ catalogue, system, plan: { risk } }: Entitling): boolean {
  return risk === 'reversible' || (risk === 'disruptive' && catalogue.policy(system).singleResponder);
}
