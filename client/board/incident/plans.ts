import { html } from 'ghtml';
import type { IncidentView } from '../../../workflows/contract/incident.ts';
import type { Context } from './context.ts';
import { outcomeCards } from './outcomes.ts';
import { planCard } from './plan-card.ts';

/** What waits for somebody's yes or for somebody who has looked. */
export function planSection(context: Context): string {
  const { followed } = context.reading;
  if (!followed || followed.view.endedAt) return '';
  const { view } = followed;
  const cards = [
    ...(view.pending ? [planCard(context, followed, view.pending)] : []),
    ...(view.forPublic ? [planCard(context, followed, view.forPublic)] : []),
    ...outcomeCards(context, followed),
  ];
  return html`<section aria-labelledby="plans"><h2 id="plans">Waiting for your decision</h2>!${cards.length > 0 ? cards : nothing(view)}</section>`;
}

function nothing({ waitingFor }: IncidentView): string {
  return html`<p class="muted">Nothing waits for a decision. It waits for ${waitingFor || 'nothing'}.</p>`;
}
