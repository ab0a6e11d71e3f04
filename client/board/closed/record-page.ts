import { html } from 'ghtml';
import { type ClosedIncident, endingOf } from '../../../archive/closed.ts';
import type { IncidentRecord } from '../../../workflows/contract/incident.ts';
import { findingSection } from '../incident/findings.ts';
import { timelineSection } from '../incident/timeline.ts';
import type { Page } from '../page.ts';
import { severityBadge } from '../severity.ts';
import { closedPath } from './find.ts';
import { endingBadge, modeWord } from './list.ts';
import { planOutcomes } from './plan-outcomes.ts';
import { type Context, recordContext } from './record-context.ts';
import { recordFacts } from './record-facts.ts';
import { sharesTable } from './shares-table.ts';

/** A closed incident as the archive has it. */
export function recordPage(
  around: Pick<Context, 'parts' | 'request' | 'visitor'>,
  closed: ClosedIncident,
  record: IncidentRecord,
): Page {
  const { mode, severity, label } = closed.course;
  const context = recordContext(around, record);
  const path = closedPath(closed);
  return {
    title: `${record.incident} · ${record.systemTitle}`,
    under: 'closed',
    body: () => html`<article class="incident">
<header class="headline">
<p class="row">!${severityBadge(severity, label)} !${endingBadge(closed)} !${mode === 'live' ? '' : html`<span class="badge info">${modeWord(mode)}</span>`} <span class="muted">${record.systemTitle}: ${record.runbookTitle}</span></p>
<h1>${record.incident} <span class="summary">${record.summary}</span></h1>
</header>
<ul class="links">
<li><a href="${path}/post-mortem">Post-mortem</a></li>
<li><a href="${path}/record.json" download>Record (JSON)</a></li>
<li><a href="/board/closed?system=${encodeURIComponent(record.system)}&amp;runbook=${encodeURIComponent(record.runbook)}">Others like it</a></li>
</ul>
<div class="columns">
<section class="card" aria-labelledby="went"><h2 id="went">How it went</h2>!${recordFacts(record, endingOf(closed.course))}</section>
<section class="card" aria-labelledby="spent"><h2 id="spent">What the time went into</h2>!${sharesTable(record)}</section>
</div>
!${findingSection(context)}
<section aria-labelledby="plans"><h2 id="plans">Plans, and what came of them</h2>!${planOutcomes(record)}</section>
!${timelineSection(context)}
</article>`,
  };
}
