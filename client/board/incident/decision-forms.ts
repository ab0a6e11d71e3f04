import { html } from 'ghtml';
import type { Followed } from '../../../workflows/contract/incident.ts';
import type { Plan } from '../../../workflows/contract/plans.ts';
import { type Context, incidentPath } from './context.ts';
import type { MayDecide } from './may-decide.ts';

/** How somebody decides on a plan, or why they may not. */
export function decisionForms(context: Context, followed: Followed, plan: Plan, may: MayDecide): string {
  const { approve, reject, alone, because } = may;
  const why = because ? html`<p class="notice">${because}</p>` : '';
  if (!approve && !reject) return why;
  const destructive = plan.risk === 'destructive';
  const forms = [
    ...(approve
      ? [
          form(context, followed, plan, 'approve', {
            label: destructive ? 'Why you approve' : 'Why you approve (optional)',
            button: 'Approve',
            required: destructive,
          }),
        ]
      : []),
    form(context, followed, plan, 'reject', { label: 'Why you reject', button: 'Reject', required: true }),
  ];
  return html`!${why}<div class="decisions">!${forms}</div>!${alone ? goAlone(context, followed, plan) : ''}`;
}

function goAlone(context: Context, followed: Followed, plan: Plan): string {
  return html`<details class="alone"><summary>Go alone (break glass)</summary>
<p>Only in need, and where nobody else can be reached. Your approval alone carries the plan out at once; everybody of this system is paged that you went alone, and it stands in the post-mortem for review.</p>
!${form(context, followed, plan, 'alone', { label: 'Why you go alone', button: 'Approve alone', required: true })}
</details>`;
}

interface Wording {
  label: string;
  button: string;
  required: boolean;
}

function form(
  { csrf, reading, draft }: Context,
  { timeline }: Followed,
  plan: Plan,
  decision: 'approve' | 'reject' | 'alone',
  { label, button, required }: Wording,
): string {
  const field = `${decision}-${plan.id}`;
  const again = draft?.verb === 'decide' && draft.fields.decision === decision ? draft.fields : undefined;
  const kind = decision === 'reject' ? 'danger' : 'primary';
  return html`<form method="post" action="${incidentPath(reading)}/decide" class="${decision}">
!${csrf}<input type="hidden" name="plan" value="${plan.id}"><input type="hidden" name="hash" value="${plan.hash}"><input type="hidden" name="decision" value="${decision}"><input type="hidden" name="once" value="${again ? `${again.once ?? ''}+` : saidBefore(timeline, plan)}">
<div class="field"><label for="${field}">${label}</label><input id="${field}" name="reason" maxlength="1000" autocomplete="off" value="${again?.reason ?? ''}"!${required ? ' required' : ''}></div>
<button class="${kind}">${button} plan ${plan.id}</button>
</form>`;
}

/** A second click on the same page is the same decision; one after a refusal is another. */
function saidBefore(timeline: Followed['timeline'], plan: Plan): number {
  return timeline.filter(({ fact }) => 'plan' in fact && fact.plan === plan.id).length;
}
