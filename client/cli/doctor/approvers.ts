import type { Catalogue } from '../../../systems/catalogue.ts';
import { isOutOfReach, policyView } from '../../systems/policy-view.ts';
import { doubtful, good, untried, type Verdict } from './report.ts';

/** Whether every change that Mayday makes can be approved by people who can be told apart. */
export function approvers(catalogue: Catalogue): Verdict {
  const gaps = catalogue.systems().flatMap((system) => {
    const risks = outOfReach(catalogue, system);
    return risks.length > 0 ? [`${system} (${risks.join(', ')})`] : [];
  });
  if (catalogue.systems().length === 0) return untried('not tried, since there are no systems here');
  if (gaps.length === 0) return good('enough people have a key or a Slack account to approve every change');
  return doubtful(
    `too few approvers have a key or a Slack account for changes of ${gaps.join(', ')}: "mayday keygen NAME" makes a key and prints the line for the catalogue`,
  );
}

function outOfReach(catalogue: Catalogue, system: string): string[] {
  try {
    const { mitigations } = catalogue.profile(system, 'generalIncident');
    return policyView(catalogue, system)
      .approvals.filter(({ risk }) => mitigations.some((mitigation) => mitigation.risk === risk))
      .filter(isOutOfReach)
      .map(({ risk }) => risk);
  } catch {
    // Why it cannot be read is said of the catalogue.
    return [];
  }
}
