import type { Plan } from '../contract/plans.ts';
import type { Incident } from './incident.ts';
import { healthIsWell } from './verification.ts';

/** What became of a plan that was approved; `again` = ask for a new one. */
export type Outcome = 'done' | 'again' | 'not improved' | 'taken over';

/** The answer of an effect is lost: pages everybody on the ladder and waits for somebody who has looked. */
export async function outcomeOf(incident: Incident, plan: Plan, because: string): Promise<Outcome> {
  const entry = incident.record({ kind: 'outcome unknown', plan: plan.id, because });
  const command = `mayday outcome ${incident.name} --plan ${plan.id} done | not-done | again`;
  incident.tell('page', entry, { people: incident.ladderPeople, below: [command] });
  return await outcomeTold(incident, plan.id);
}

/** Waits for the verb `outcome`; a new look is reported and answers nothing. */
export async function outcomeTold(incident: Incident, plan: number): Promise<Outcome> {
  const { inbox } = incident;
  for (;;) {
    const told = incident.timeline.findLast(
      ({ fact }) => fact.kind === 'outcome told' && fact.plan === plan,
    )?.fact;
    if (told?.kind === 'outcome told') return told.outcome === 'not done' ? 'not improved' : told.outcome;
    if (incident.state.takenOverBy) return 'taken over';
    if (inbox.lookAgain) {
      inbox.lookAgain = false;
      await healthIsWell(incident);
      continue;
    }
    const isKnown = () => incident.state.unknownOutcome !== plan;
    await incident.rest(
      `What plan ${plan} did`,
      () => isKnown() || inbox.lookAgain || incident.state.takenOverBy !== undefined,
    );
  }
}
