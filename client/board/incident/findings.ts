import { html } from 'ghtml';
import type { Finding } from '../../../workflows/contract/findings.ts';
import type { Followed } from '../../../workflows/contract/incident.ts';
import { timeSince } from '../times.ts';
import { chart } from './chart.ts';
import type { Context } from './context.ts';
import { evidence } from './evidence.ts';
import { type Reading, readingsOf, seriesOf } from './series.ts';

const order = ['sick', 'unknown', 'well'] as const;

const marks: Record<Finding['verdict'], { mark: string; says: string; style: string }> = {
  sick: { mark: '✖', says: 'sick', style: 'bad' },
  unknown: { mark: '?', says: 'could not ask', style: 'warn' },
  well: { mark: '✔', says: 'well', style: 'good' },
};

/** The last word of every check, what is sick first, with its evidence and how it went. */
export function findingSection({ reading: { followed } }: Context): string {
  if (!followed) return '';
  const { findings } = followed.view;
  const items = findings
    .toSorted((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict))
    .map((finding) => findingItem(finding, readingsOf(followed.timeline, finding.check)));
  const list =
    items.length > 0
      ? html`<ul class="plain findings">!${items}</ul>`
      : html`<p class="empty">${nothingYet(followed)}</p>`;
  return html`<section class="card" aria-labelledby="findings"><h2 id="findings">Findings</h2>!${list}</section>`;
}

function findingItem(finding: Finding, readings: readonly Reading[]): string {
  const { check, verdict, says } = finding;
  const { mark, says: word, style } = marks[verdict];
  const last = readings.at(-1);
  const name = check.replaceAll(/[^a-zA-Z0-9]+/g, '-');
  return html`<li id="finding-${name}">
<p class="verdict"><span class="badge ${style}"><span aria-hidden="true">${mark}</span> ${word}</span> <strong>${check}</strong> !${last ? html`<span class="muted small">asked !${timeSince(last.at)}</span>` : ''}</p>
<p class="wrap">${says}</p>
!${seriesOf(readings).map(chart)}
!${evidence(finding, `evidence-${name}`)}
</li>`;
}

function nothingYet({ view: { endedAt } }: Followed): string {
  return endedAt ? 'No check has said anything.' : 'No check has said anything yet.';
}
