import { html } from 'ghtml';
import type { IncidentRecord } from '../../../workflows/contract/incident.ts';
import type { Plan } from '../../../workflows/contract/plans.ts';
import { sentence } from '../../../workflows/contract/sentences.ts';
import type { Fact, TimelineEntry } from '../../../workflows/contract/timeline.ts';
import { span } from '../../times.ts';
import { previewBlock } from '../incident/difference-lines.ts';
import { riskBadge } from '../incident/plan-card.ts';

/** Effects of one change that are shown; the record has them all. */
const shownEffects = 20;

/** Every plan of an incident, with what was decided and what it did. */
export function planOutcomes({ timeline }: Pick<IncidentRecord, 'timeline'>): string {
  const cards = timeline.flatMap((entry) => {
    const plan = planOf(entry.fact);
    return plan ? card(plan, entry, timeline) : [];
  });
  const idle = timeline.flatMap(({ fact }) =>
    fact.kind === 'nothing to do' ? html`<li>${sentence(fact)}</li>` : [],
  );
  if (cards.length + idle.length === 0) {
    return html`<p class="empty">Mayday proposed nothing and changed nothing.</p>`;
  }
  return html`!${cards}!${idle.length > 0 ? html`<ul>!${idle}</ul>` : ''}`;
}

function planOf(fact: Fact): Plan | undefined {
  if (fact.kind === 'planned' || fact.kind === 'would ask') return fact.plan;
  return fact.kind === 'rehearsed' ? fact.plan : undefined;
}

function card(plan: Plan, { at, fact }: TimelineEntry, timeline: readonly TimelineEntry[]): string {
  const about =
    fact.kind === 'planned'
      ? timeline.filter(({ fact: each }) => 'plan' in each && each.plan === plan.id)
      : [];
  const lines = about.map((entry) => html`<li>!${outcome(entry, at)}</li>`);
  const came =
    lines.length > 0
      ? html`<ol class="plain">!${lines}</ol>`
      : html`<p>${fact.kind === 'planned' ? 'Nobody decided before the incident ended.' : sentence(fact)}</p>`;
  return html`<article class="card" aria-labelledby="plan-${plan.id}">
<div class="row apart"><h3 id="plan-${plan.id}">Plan ${plan.id}: ${plan.title}</h3>!${riskBadge(plan.risk)}</div>
!${came}
<details><summary>What it was</summary>
<dl class="facts"><dt>Seen then</dt><dd>${plan.observed}</dd><dt>Expected</dt><dd>${plan.predicted}</dd><dt>Reach</dt><dd>${plan.blastRadius}</dd><dt>Undo</dt><dd>${plan.undo ?? 'none, it could not be taken back'}</dd></dl>
!${plan.preview.length > 0 ? previewBlock(plan.preview) : ''}</details>
</article>`;
}

function outcome({ at, fact }: TimelineEntry, planned: string): string {
  const says = html`<span class="muted">${span(Date.parse(at) - Date.parse(planned))} later:</span> ${sentence(fact)}`;
  const effects = fact.kind === 'applied' || fact.kind === 'apply refused' ? fact.effects : [];
  if (effects.length === 0) return says;
  const more = effects.length - shownEffects;
  return html`!${says}<ul>!${effects.slice(0, shownEffects).map((effect) => html`<li>${effect.says}</li>`)}!${more > 0 ? html`<li>and ${more} more</li>` : ''}</ul>`;
}
