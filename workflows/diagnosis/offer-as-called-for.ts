import type { Finding } from '../contract/findings.ts';
import { leaveToPeople } from '../incident/coordinate.ts';
import type { Incident } from '../incident/incident.ts';
import { type Offered, offerInTurn } from '../incident/mitigation.ts';
import { type CallsFor, calledFor } from './called-for.ts';
import { answersIn } from './found-answers.ts';

/** Offers what the findings call for; where they call for nothing, people go on. */
export async function offerAsCalledFor(
  incident: Incident,
  found: Record<string, Finding>,
  calls: CallsFor,
): Promise<Offered | 'nothing left'> {
  const offers = calledFor(incident, calls);
  if (offers.length === 0) return leaveToPeople(incident);
  return await offerInTurn(incident, offers, (mitigation) => ({
    parameters: answersIn(incident, mitigation, found),
  }));
}
