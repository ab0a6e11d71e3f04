import { html } from 'ghtml';
import type { ClosedIncident } from '../../../archive/closed.ts';
import type { Course } from '../../../archive/course.ts';
import { measureBy, measureCourses, type Report } from '../../../archive/measures.ts';
import { overTime } from '../../../archive/over-time.ts';
import { leftOut } from '../../measures/cells.ts';
import { problemsNote } from '../closed/problems.ts';
import type { Page } from '../page.ts';
import { addressOf } from '../query.ts';
import { inUtc } from '../times.ts';
import { incidentsChart } from './incidents-chart.ts';
import { type Measured, measuredAmong } from './period.ts';
import { periodForm } from './period-form.ts';
import { spentChart, targetsChart } from './share-charts.ts';
import { linesOf, measuresTable } from './table.ts';
import { tiles } from './tiles.ts';
import { timesChart } from './times-chart.ts';

/** How incidents went; `closed` are those that the visitor may read, newest first. */
export function measuresPage(
  closed: readonly ClosedIncident[],
  measured: Measured,
  problems: readonly string[],
): Page {
  const courses = measuredAmong(closed, measured).map(({ course }) => course);
  const report = measureCourses(courses);
  const systems = [...new Set(closed.map(({ system }) => system))].sort();
  return {
    title: 'Measures',
    under: 'measures',
    body: () => html`<h1>Measures</h1>
!${periodForm(measured, systems)}
!${problemsNote(problems)}
!${report.rows.length > 0 ? told(courses, report, measured) : nothing(report, closed.length)}`,
  };
}

function told(courses: readonly Course[], report: Report, measured: Measured): string {
  const first = courses.reduce((least, { openedAt }) => Math.min(least, Date.parse(openedAt)), measured.to);
  const { step, intervals } = overTime(courses, measured.from ?? first, measured.to);
  const [bySystem, bySeverity] = [
    measureBy(courses, ({ system }) => system),
    measureBy(courses, ({ severity }) => severity),
  ];
  const byRunbook = measureBy(courses, ({ runbook }) => runbook);
  const without = leftOut(report);
  const rows = report.rows.map((row) => ({ names: [row.system, row.label, row.runbook], measures: row }));
  return html`<p class="muted">Opened from ${inUtc(new Date(measured.from ?? first).toISOString())} to ${inUtc(new Date(measured.to).toISOString())}. False alarms and duplicates are counted, and are in no other number.!${without ? html` Left out: ${without}.` : ''}</p>
!${tiles(report.total)}
<h2>In pictures</h2>
<div class="cards charts">
!${incidentsChart(step, intervals)}
!${timesChart('acknowledged', step, intervals)}
!${timesChart('resolved', step, intervals)}
!${targetsChart(bySeverity)}
!${spentChart(bySystem)}
</div>
<h2>In numbers</h2>
!${measuresTable('By system', ['System'], linesOf(bySystem))}
!${measuresTable('By severity', ['Severity'], linesOf(bySeverity))}
!${measuresTable('By runbook', ['Runbook'], linesOf(byRunbook))}
!${measuresTable('By system, severity and runbook', ['System', 'Severity', 'Runbook'], [...rows, { names: ['all', '', ''], measures: report.total, total: true as const }])}
<p><a class="button" href="${addressOf('/board/measures.csv', measured.given)}" download>These rows as CSV</a> <span class="muted small">times in seconds; the same as <code>mayday report --csv</code></span></p>`;
}

function nothing(report: Report, kept: number): string {
  const only = leftOut(report);
  if (only)
    return html`<div class="empty"><p>Only ${only} in this time, and those are not measured.</p></div>`;
  return kept > 0
    ? html`<div class="empty"><p>No incident that has ended was opened in this time.</p><p><a href="/board/measures?period=all">Measure all ${kept}</a></p></div>`
    : html`<div class="empty"><p>The archive holds no closed incident that you may read: none has ended yet, or MAYDAY_ARCHIVE_DIR of the gateway is not the worker's folder.</p></div>`;
}
