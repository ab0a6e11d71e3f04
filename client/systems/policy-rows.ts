import { type Needs, severities } from '../../workflows/contract/profile.ts';
import { type ApprovalTerms, isOutOfReach, type PolicyView } from './policy-view.ts';

/** A rule of a policy: the risk or the exception it is about, and what it says. */
export interface PolicyRow {
  about: string;
  says: string;
  /** Why it cannot be kept. */
  missing?: string;
}

const howMany: Record<Needs, string> = { 0: 'nobody', 1: 'one', 2: 'two' };

/** Who may approve what, a row for each risk and one for each exception. */
export function policyRows(policy: PolicyView): PolicyRow[] {
  const { approvals, singleResponder, breakGlass, unverifiedUpTo } = policy;
  const { changesPerHour, sessionsPerIncident } = policy.budgets;
  return [
    ...approvals.map((terms) => ({ about: terms.risk, says: whose(terms), missing: missing(terms) })),
    {
      about: 'own proposal',
      says: singleResponder ? 'may be approved up to disruptive' : 'somebody else approves it',
    },
    {
      about: 'alone',
      says: breakGlass ? '--break-glass "why": all are paged, and it is reviewed' : 'never',
    },
    {
      about: 'unsigned',
      says: unverifiedUpTo === 'observe' ? 'counts for no change' : `counts up to ${unverifiedUpTo}`,
    },
    {
      about: 'at most',
      says: `${changesPerHour} changes of a target an hour, ${sessionsPerIncident} sessions ended`,
    },
  ];
}

/** `one of on-call, team-lead`, or by severity where they differ. */
function whose({ needs, roles }: ApprovalTerms): string {
  const words = [...Map.groupBy(severities, (severity) => needs[severity])].map(([number, of], _, all) =>
    all.length === 1 ? howMany[number] : `${of.join(', ')} ${howMany[number]}`,
  );
  return `${words.join('; ')} of ${roles.join(', ') || 'nobody'}`;
}

function missing(terms: ApprovalTerms): string | undefined {
  if (!isOutOfReach(terms)) return undefined;
  const [only, ...others] = terms.identified;
  const who = only === undefined ? 'nobody of them has' : `only ${[only, ...others].join(', ')} has`;
  return `${who} a key or a Slack account`;
}
