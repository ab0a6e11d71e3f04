import { html } from 'ghtml';
import { citation } from '../../../workflows/contract/details.ts';
import type { Followed } from '../../../workflows/contract/incident.ts';
import type { Plan, PlanTarget } from '../../../workflows/contract/plans.ts';
import type { Risk } from '../../../workflows/contract/profile.ts';
import { isForPublic } from '../../../workflows/contract/public-updates.ts';
import { timeDue } from '../times.ts';
import type { Context } from './context.ts';
import { decisionForms } from './decision-forms.ts';
import { previewBlock, signed } from './difference-lines.ts';
import { mayDecide } from './may-decide.ts';
import { planChanges, stateLines } from './plan-changes.ts';

/** Lines of a difference; more are folded. */
const mostShown = 12;

/** A plan as somebody has to see it before deciding, with the forms to decide. */
export function planCard(context: Context, followed: Followed, plan: Plan): string {
  const { view, timeline } = followed;
  const forPublic = isForPublic(plan.id);
  const approvedBy = forPublic ? [] : (view.approvedBy ?? []);
  const title = `plan-${plan.id}`;
  const may = mayDecide(context, view, plan, approvedBy);
  return html`<article class="card plan ${plan.risk === 'destructive' ? 'bad' : 'warn'}" aria-labelledby="${title}">
<div class="row apart"><h3 id="${title}">Plan ${plan.id}: ${plan.title}</h3>!${riskBadge(plan.risk)}</div>
<p>!${forPublic ? 'This would be told to the public. ' : ''}Expires !${timeDue(plan.expiresAt)}. Silence is not a yes: then nothing is done.</p>
!${changes(timeline, plan)}
<dl class="facts">
<dt>Seen now</dt><dd>${plan.observed}</dd>
<dt>Expected</dt><dd>${plan.predicted}</dd>
<dt>Reach</dt><dd>${plan.blastRadius}</dd>
<dt>Undo</dt><dd>!${plan.undo === null ? html`<strong>None: it cannot be taken back.</strong>` : html`${plan.undo}`}</dd>
!${given(plan)}<dt>Proposed by</dt><dd>${plan.requestedBy ?? 'Mayday, by the runbook'}</dd>
<dt>Approvals</dt><dd>${approvals(plan, approvedBy)}</dd>
!${cited(plan)}</dl>
!${plan.preview.length > 0 ? html`<h4>${forPublic ? 'What would be sent' : 'What would be done'}</h4>!${previewBlock(plan.preview)}` : ''}
!${targets(plan.targets)}
!${decisionForms(context, followed, plan, may)}
<p class="small muted">Your decision is on this plan and no other: <code>${plan.hash}</code></p>
</article>`;
}

const risksInWords: Record<Risk, [kind: string, says: string]> = {
  observe: ['info', 'observe: it changes nothing'],
  reversible: ['info', 'reversible: it can be taken back'],
  disruptive: ['warn', 'disruptive: users may notice'],
  destructive: ['bad', 'destructive: what is gone is gone'],
};

/** A risk by its word, with what it means; the colour says no more. */
export function riskBadge(risk: Risk): string {
  const [kind, says] = risksInWords[risk];
  return html`<span class="badge ${kind}">${says}</span>`;
}

function approvals({ needs }: Plan, approvedBy: readonly string[]): string {
  const by = approvedBy.length > 0 ? approvedBy.join(' and ') : 'nobody yet';
  if (needs <= 1) return 'Needs one.';
  return `${approvedBy.length} of ${needs} different people: ${by}.`;
}

function given({ parameters = {} }: Plan): string {
  const says = Object.entries(parameters).map(([name, value]) => `${name} ${value ?? 'none'}`);
  return says.length > 0 ? html`<dt>With</dt><dd>${says.join(', ')}</dd>` : '';
}

function cited(plan: Plan): string {
  const lines = citation(plan);
  return lines.length > 0 ? html`<dt>Rehearsed</dt><dd>${lines.join(' ')}</dd>` : '';
}

function changes(timeline: Followed['timeline'], plan: Plan): string {
  const found = planChanges(timeline, plan);
  if (!found) return '';
  const { before, ended, lines } = found;
  const list = lines.map(({ sign, text }) => signed(sign, `${sign} ${text}`));
  const shown = html`<div class="scroll" tabindex="0" role="group" aria-label="Difference from plan ${before.id}"><pre class="diff">!${list}</pre></div>`;
  const says =
    lines.length === 0 ? 'Nothing that matters is different: only the time.' : 'What is different now:';
  const folded = html`<details id="changes-${plan.id}"><summary>${lines.length} lines</summary>!${shown}</details>`;
  return html`<div class="notice info"><p><strong>In place of plan ${before.id}.</strong> ${ended ? `${ended}.` : ''} ${says}</p>!${lines.length === 0 ? '' : lines.length > mostShown ? folded : shown}</div>`;
}

function targets(list: readonly PlanTarget[]): string {
  if (list.length === 0) return '';
  const lines = list.map((target) => html`<li>${stateLines(target).join('; ')}</li>`);
  const count = list.length === 1 ? '1 target' : `${list.length} targets`;
  return html`<details><summary>${count}, and the state that must still hold</summary><ul class="small wrap">!${lines}</ul></details>`;
}
