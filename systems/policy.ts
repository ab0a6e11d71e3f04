import { leastNeeds, type Needs, type Risk, risks, severities } from '../workflows/contract/profile.ts';
import type { Policy } from './catalogue.ts';
import type { SystemFile } from './schema.ts';

const words: Record<'none' | 'one' | 'two', Needs> = { none: 0, one: 1, two: 2 };

/** Where a file says nothing; shown as assumed. */
export const defaultNeeds: Policy['needs'] = each(risks, (risk) =>
  each(severities, () => (risk === 'reversible' ? 1 : leastNeeds[risk])),
);

/** Whose decisions count at a system. */
export function policyOf(file: SystemFile): Policy {
  const { policy, ladder, severities: terms } = file;
  const otherwise = ladder.response ?? terms.P0?.ladder?.response ?? [];
  const { approvers = otherwise, approvals = {}, unverifiedUpTo = 'observe' } = policy;
  const { singleResponder = false, breakGlass = true } = policy;
  const written: Partial<Record<Risk, (typeof approvals)['reversible']>> = approvals;
  const rolesOf = (risk: Risk) => {
    if (Array.isArray(approvers)) return approvers;
    return approvers[risk === 'observe' ? 'reversible' : risk] ?? otherwise;
  };
  return {
    approverRoles: each(risks, rolesOf),
    tellerRoles: commanders(file) ?? rolesOf('disruptive'),
    publicUpdates: policy.publicUpdates ?? 'ask',
    needs: each(risks, (risk) =>
      each(severities, (severity) => {
        const given = written[risk];
        const word = typeof given === 'object' ? given[severity] : given;
        return word === undefined ? defaultNeeds[risk][severity] : words[word];
      }),
    ),
    unverifiedUpTo,
    singleResponder,
    breakGlass,
  };
}

/** The commander's role, where somebody holds it. */
function commanders({ commander, roles, people }: SystemFile): string[] | undefined {
  const holders = (commander !== undefined && Object.hasOwn(roles, commander) && roles[commander]) || [];
  const real = holders.some((name) => Object.hasOwn(people, name) && !people[name]?.placeholder);
  return commander !== undefined && real ? [commander] : undefined;
}

/** What a file leaves open of its policy, as one sentence; undefined if nothing. */
export function policyAssumed({ policy }: SystemFile): string | undefined {
  const { approvals, singleResponder, breakGlass } = policy;
  const open = [
    ...(approvals?.reversible === undefined || approvals.disruptive === undefined
      ? ['one approver is enough for what is not destructive']
      : []),
    ...(singleResponder === undefined ? ['who proposes a disruptive change does not approve it, too'] : []),
    ...(breakGlass === undefined ? ['in need one may go alone where two should (break-glass)'] : []),
  ];
  return open.length > 0 ? `policy: the file does not say otherwise, so ${open.join('; ')}` : undefined;
}

function each<Key extends string, Value>(keys: readonly Key[], of: (key: Key) => Value): Record<Key, Value> {
  return Object.fromEntries(keys.map((key) => [key, of(key)])) as Record<Key, Value>;
}
