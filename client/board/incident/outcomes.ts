import { html } from 'ghtml';
import type { Followed } from '../../../workflows/contract/incident.ts';
import type { TimelineEntry } from '../../../workflows/contract/timeline.ts';
import { type Context, incidentPath } from './context.ts';
import { onceOf } from './once.ts';

/** Plans whose answer was lost: somebody looks, and says what they did. */
export function outcomeCards(context: Context, { timeline }: Followed): string[] {
  return outcomesUnknown(timeline).map(({ plan, because }) => card(context, timeline, plan, because));
}

/** Those of which nobody has told yet. */
export function outcomesUnknown(timeline: readonly TimelineEntry[]): { plan: number; because: string }[] {
  const asked = new Map<number, string>();
  for (const { fact } of timeline) {
    if (fact.kind === 'outcome unknown') asked.set(fact.plan, fact.because);
    if (fact.kind === 'outcome told') asked.delete(fact.plan);
  }
  return [...asked].map(([plan, because]) => ({ plan, because }));
}

const answers = [
  ['done', 'It was done', 'go on as if the answer had come'],
  ['not done', 'It was not done', 'go on with what else there is'],
  ['again', 'Do it again', 'ask for a new plan; only where a second time does no harm'],
] as const;

function card(context: Context, timeline: Followed['timeline'], plan: number, because: string): string {
  const { csrf, reading, name } = context;
  const planned = timeline.findLast(({ fact }) => fact.kind === 'planned' && fact.plan.id === plan)?.fact;
  const title = planned?.kind === 'planned' ? `: ${planned.plan.title}` : '';
  const choices = answers.map(
    ([value, label, says]) =>
      html`<label class="choice"><input type="radio" name="outcome" value="${value}" required><span>${label}<span class="hint">${says}</span></span></label>`,
  );
  const form = html`<form method="post" action="${incidentPath(reading)}/outcome">!${csrf}<input type="hidden" name="plan" value="${plan}"><input type="hidden" name="once" value="${onceOf({ reading }, 'outcome')}">
<fieldset><legend>What plan ${plan} did</legend>!${choices}</fieldset><button class="primary">Say what it did</button></form>`;
  return html`<article class="card bad" aria-labelledby="outcome-${plan}">
<h3 id="outcome-${plan}">Nobody knows what plan ${plan} did${title}</h3>
<p>${because.replace(/\.$/, '')}. Look before anybody does it again.</p>
!${name === undefined ? html`<p class="notice">Somebody whom the system's file names has to say it.</p>` : form}</article>`;
}
