import { type Needs, severities } from '../../../workflows/contract/profile.ts';
import type { Paint } from '../screen.ts';
import { type ApprovalTerms, isOutOfReach, type PolicyView } from '../systems/policy-view.ts';

const howMany: Record<Needs, string> = { 0: 'nobody', 1: 'one', 2: 'two' };

/** Who may approve what, a line for each risk and one for each exception. */
export function policyRows(policy: PolicyView, paint: Paint): string[][] {
  const { approvals, singleResponder, breakGlass, unverifiedUpTo } = policy;
  const { changesPerHour, sessionsPerIncident } = policy.budgets;
  return [
    ...approvals.map((terms) => [terms.risk, whose(terms), missing(terms, paint)]),
    ['own proposal', singleResponder ? 'may be approved up to disruptive' : 'somebody else approves it', ''],
    ['alone', breakGlass ? '--break-glass "why": all are paged, and it is reviewed' : 'never', ''],
    [
      'unsigned',
      unverifiedUpTo === 'observe' ? 'counts for no change' : `counts up to ${unverifiedUpTo}`,
      '',
    ],
    ['at most', `${changesPerHour} changes of a target an hour, ${sessionsPerIncident} sessions ended`, ''],
  ];
}

/** `one of on-call, team-lead`, or by severity where they differ. */
function whose({ needs, roles }: ApprovalTerms): string {
  const words = [...Map.groupBy(severities, (severity) => needs[severity])].map(([number, of], _, all) =>
    all.length === 1 ? howMany[number] : `${of.join(', ')} ${howMany[number]}`,
  );
  return `${words.join('; ')} of ${roles.join(', ') || 'nobody'}`;
}

function missing(terms: ApprovalTerms, paint: Paint): string {
  if (!isOutOfReach(terms)) return '';
  const [only, ...others] = terms.identified;
  const who = only === undefined ? 'nobody of them has' : `only ${[only, ...others].join(', ')} has`;
  return paint('yellow', `${who} a key or a Slack account`);
}
