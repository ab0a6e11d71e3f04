import type { Finding } from '../contract/findings.ts';
import { type CallsFor, calledFor } from './called-for.ts';
import { leaveToPeople } from './coordinate.ts';
import { answersIn } from './found-answers.ts';
import type { Incident } from './incident.ts';
import { goesOn, type Offered, offerInTurn } from './mitigation.ts';

/**
 * Offers what the findings call for. Where nothing is called for, or nothing helped that a health check which answers
 * does not see, people go on.
 */
export async function offerAsCalledFor(
  incident: Incident,
  found: Record<string, Finding>,
  calls: CallsFor,
): Promise<Offered | 'nothing left'> {
  const offers = calledFor(incident, calls);
  const told = await offerInTurn(incident, offers, (mitigation) => ({
    parameters: answersIn(incident, mitigation, found),
  }));
  if (offers.length === 0) return leaveToPeople(incident);
  return goesOn.includes(told) && found.health?.verdict === 'well' ? leaveToPeople(incident) : told;
}
