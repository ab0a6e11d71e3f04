import type { Approver } from '../../../systems/catalogue.ts';
import { approversFor, mayApproveOwn, rolesFor } from '../../../systems/entitled.ts';
import { oneOf } from '../../../systems/nearest.ts';
import type { IncidentView } from '../../../workflows/contract/incident.ts';
import type { Plan } from '../../../workflows/contract/plans.ts';
import { risks } from '../../../workflows/contract/profile.ts';
import type { Context } from './context.ts';

/** What a visitor may do about a plan, as the catalogue is here; the worker judges. */
export interface MayDecide {
  approve: boolean;
  reject: boolean;
  /** Without the other approver that it needs. */
  alone: boolean;
  /** Why they may not approve, and who may. */
  because?: string;
}

type Asked = Pick<Context, 'name'> & { parts: Pick<Context['parts'], 'catalogue' | 'settings'> };

/** `approvedBy`: whose approvals count already. */
export function mayDecide(
  { parts: { catalogue, settings }, name }: Asked,
  view: Pick<IncidentView, 'incident' | 'system' | 'systemTitle' | 'frozen'>,
  plan: Plan,
  approvedBy: readonly string[],
): MayDecide {
  const { system } = view;
  const given = { catalogue, system, plan };
  let approvers: Approver[];
  try {
    approvers = approversFor(given);
  } catch {
    const named = name !== undefined;
    return { approve: named, reject: named, alone: false, because: 'Who may approve cannot be read here.' };
  }
  const roles = rolesFor(given);
  const ask = (but: readonly string[] = []) =>
    `Ask ${whoMay(
      approvers.filter((each) => !but.includes(each.name)),
      roles,
    )}.`;
  if (name === undefined) {
    const because = `You can read here: the file of ${view.systemTitle} does not name you. ${ask()}`;
    return { approve: false, reject: false, alone: false, because };
  }
  const refused = (because: string, alone = false): MayDecide => ({
    approve: false,
    reject: true,
    alone,
    because,
  });
  if (view.frozen) return refused('Changes are frozen: no approval counts until that is over.');
  if (!approvers.some((each) => each.name === name)) {
    return refused(`${name} is not an approver of this. ${ask()}`);
  }
  const policy = catalogue.policy(system);
  const vouched = settings.gatewayKey !== undefined;
  if (!vouched && risks.indexOf(plan.risk) > risks.indexOf(policy.unverifiedUpTo)) {
    return refused(
      `This gateway has no key to vouch for who decides here (MAYDAY_GATEWAY_KEY). Approve with: mayday approve ${view.incident} --plan ${plan.id} --as ${name}`,
    );
  }
  const alone = policy.breakGlass && vouched;
  if (approvedBy.includes(name)) {
    return refused(`You have approved it, and it takes somebody else, too. ${ask(approvedBy)}`, alone);
  }
  if (plan.requestedBy === name && !mayApproveOwn(given)) {
    return refused(
      `You proposed it, and it is ${plan.risk}, so somebody else approves it. ${ask([name])}`,
      alone,
    );
  }
  return { approve: true, reject: true, alone: alone && plan.needs > approvedBy.length + 1 };
}

function whoMay(approvers: readonly Approver[], roles: readonly string[]): string {
  const named = approvers.map(
    (each) => `${each.name} (${each.roles.filter((role) => roles.includes(role)).join(', ')})`,
  );
  return oneOf(named) || 'for an approver in the catalogue: it names no other';
}
