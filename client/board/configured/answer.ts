import { html } from 'ghtml';
import type { Explanation, WhatStarts } from '../../alerts/explanation.ts';
import { alike, becauseOf, followsText, severityBecause } from '../../alerts/explanation-sentences.ts';
import { timeDue } from '../times.ts';
import type { Tried } from './alert-typed.ts';
import type { Meets } from './meets.ts';
import { facts, list, text } from './rows.ts';
import { systemPath } from './systems-page.ts';

/** What a start would meet, where Temporal could be asked; `hidden` incidents are not named. */
export type MeetsOf = (starts: WhatStarts) => (Meets & { hidden?: boolean }) | undefined;

/** Where what was typed would go, and why. */
export function answer(tried: Tried, meetsOf: MeetsOf): string {
  if ('instead' in tried) return html`<p class="notice bad" role="alert">${tried.instead}</p>`;
  if ('nothing' in tried) return html`<p class="notice info" role="status">${tried.nothing}</p>`;
  const { explanations, wrong, groupAssumed } = tried;
  return html`<section class="card" aria-labelledby="answer"><h2 id="answer">Where it would go</h2>
!${explanations.map((each) => explained(each, groupAssumed, meetsOf))}
!${wrong.length > 0 ? html`<div class="notice warn"><p>Not everything of this message is understood, and that opens an incident of its own:</p>!${list(wrong)}</div>` : ''}
</section>`;
}

function explained(explanation: Explanation, groupAssumed: boolean, meetsOf: MeetsOf): string {
  const { alerts, starts, labels, group } = explanation;
  const told = alike(alerts).map((same) => {
    const [first] = same;
    const count = same.length > 1 ? `, ${same.length} alerts` : '';
    const known = first.system !== 'unknown';
    return html`<h3>${first.name}: ${first.status}${count}</h3>!${facts([
      [
        'Goes to',
        html`<strong>${first.runbook}</strong> of !${known ? html`<a href="${systemPath(first.system)}">${first.system}</a>` : text(first.system)}`,
      ],
      ...becauseOf(first, labels).map(({ about, says }) => [heading[about], text(says)] as const),
      ['Severity', text(severityBecause(first))],
      [
        'Held',
        first.held
          ? html`by maintenance, which ends !${timeDue(first.held.until)}: ${first.held.reason}`
          : '',
      ],
    ])}`;
  });
  const assumed = groupAssumed && alerts.some(({ route }) => !route.groupBy);
  return html`!${told}<h3>What follows</h3>
!${starts.length > 0 ? html`<ul>!${starts.map((each) => html`<li>!${follows(each, meetsOf(each))}</li>`)}</ul>` : html`<p>Nothing: it has no alerts.</p>`}
<p class="muted">Group <code class="wrap">${group}</code>${assumed ? ', assumed: the route leaves it to the sender, and only a whole message says which it is' : ''}.</p>`;
}

const heading = { because: 'Because', grouped: 'Grouped', nearest: 'Nearest', '': 'Looked at' } as const;

function follows(starts: WhatStarts, met: ReturnType<MeetsOf>): string {
  const id = html`<code class="wrap">${starts.workflowId}</code>`;
  const now = starts.firing === 0 || starts.heartbeat !== undefined ? '' : nowText(starts, met);
  return html`${followsText(starts)}<br>!${id}!${now === '' ? '' : html`<p>!${now}</p>`}`;
}

/** By what is open at the moment. */
function nowText({ heldUntil, system }: WhatStarts, met: ReturnType<MeetsOf>): string {
  if (!met)
    return html`<span class="badge warn">now</span> Temporal does not answer, so nobody can say what is open.`;
  if (met.kind === 'joins')
    return html`<span class="badge info">now</span> It would join !${named(met, system)}, which is open.`;
  if (heldUntil)
    return html`<span class="badge warn">now</span> Nothing would open before !${timeDue(heldUntil)}.`;
  if (met.kind === 'none') return html`<span class="badge info">now</span> It would open an incident.`;
  const rest = met.folded
    ? 'it would be evidence there, and nobody else would be reached'
    : 'it would open all the same, since it is more severe, and both are linked';
  return html`<span class="badge info">now</span> !${named(met, system)} explains it: ${rest}.`;
}

function named(met: Exclude<Meets, { kind: 'none' }> & { hidden?: boolean }, system: string): string {
  if (met.hidden) return html`an incident that only people of ${system} see`;
  const { incident, runbook } = met.incident;
  return html`<a href="/board/incidents/${incident}">${incident}</a> (${runbook})`;
}
