import { html } from 'ghtml';
import type { TimedStep } from '../../systems/ladders.ts';
import type { SystemView } from '../../systems/system-view.ts';
import { span } from '../../times.ts';
import { severityBadge } from '../severity.ts';
import { section, table } from './rows.ts';

/** Whom each severity reaches and when, and each runbook that has a ladder of its own. */
export function laddersSection({ severities, runbooks }: SystemView): string {
  const heads = ['Incident', 'Until somebody acknowledges', 'Until it is resolved'];
  const rows = [
    ...severities.map(({ severity, label, responseLadder, resolutionLadder }) => [
      severityBadge(severity, label),
      steps(responseLadder),
      steps(resolutionLadder),
    ]),
    ...runbooks.flatMap(({ name, severity, ladders }) =>
      ladders
        ? [[html`${name} (${severity})`, steps(ladders.responseLadder), steps(ladders.resolutionLadder)]]
        : [],
    ),
  ];
  return section('ladders', 'Ladders', table('Who is reached, how long after the opening', heads, rows));
}

function steps(ladder: readonly TimedStep[]): string {
  if (ladder.length === 0) return html`<span class="badge warn">nobody</span>`;
  return html`<ol class="plain">!${ladder.map(
    (step) =>
      html`<li>${step.after === 0 ? 'at once' : `after ${span(step.after)}`}: <strong>${step.role}</strong> (!${holders(step)})</li>`,
  )}</ol>`;
}

function holders({ people, placeholders }: TimedStep): string {
  const names = people.join(', ');
  const nobody = html`<span class="badge bad">nobody</span>`;
  if (placeholders.length === 0) return names ? html`${names}` : nobody;
  const blank = html`<span class="badge warn">placeholder</span> ${placeholders.join(', ')}: `;
  return names ? html`!${blank}${names} instead` : html`!${blank}!${nobody} instead`;
}
