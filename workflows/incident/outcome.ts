import type { Plan } from '../contract/plans.ts';
import type { Incident } from './incident.ts';

/** The answer of an effect is lost: pages everybody on the ladder and waits for somebody who has looked. */
export async function outcomeOf(
  incident: Incident,
  plan: Plan,
  because: string,
): Promise<'done' | 'again' | 'not improved' | 'outcome unknown'> {
  const entry = incident.record({ kind: 'outcome unknown', plan: plan.id, because });
  const command = `mayday outcome ${incident.name} --plan ${plan.id} done | not-done | again`;
  incident.tell('page', entry, { people: incident.ladderPeople, below: [command] });
  return await outcomeTold(incident, plan.id);
}

/** Waits for the verb `outcome`. */
export async function outcomeTold(
  incident: Incident,
  plan: number,
): Promise<'done' | 'again' | 'not improved' | 'outcome unknown'> {
  const told = () =>
    incident.timeline.findLast(({ fact }) => fact.kind === 'outcome told' && fact.plan === plan);
  await incident.rest(
    `What plan ${plan} did`,
    () => told() !== undefined || incident.state.takenOverBy !== undefined,
  );
  const fact = told()?.fact;
  if (fact?.kind !== 'outcome told') return 'outcome unknown';
  return fact.outcome === 'not done' ? 'not improved' : fact.outcome;
}
