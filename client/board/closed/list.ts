import { html } from 'ghtml';
import { type ClosedIncident, endingOf } from '../../../archive/closed.ts';
import type { Kept } from '../../../archive/kept.ts';
import { span } from '../../times.ts';
import { severityBadge } from '../severity.ts';
import { timeAt } from '../times.ts';
import { closedPath } from './find.ts';

/** Closed incidents below each other, each with what became of it. */
export function closedList(incidents: readonly ClosedIncident[]): string {
  return html`<ol class="plain closed-list card">!${incidents.map(line)}</ol>`;
}

function line(incident: ClosedIncident): string {
  const { course, summary, systemTitle, runbookTitle, openedAt, endedAt } = incident;
  const { severity, label, mode, acknowledgedAfter, response, resolution } = course;
  const lasted = endedAt ? span(Date.parse(endedAt) - Date.parse(openedAt)) : undefined;
  const acknowledged =
    acknowledgedAfter === undefined
      ? 'ended before anybody acknowledged'
      : `acknowledged after ${span(acknowledgedAfter)}`;
  const ended = course.resolvedAfter === undefined ? 'ended' : 'resolved';
  return html`<li>
<p class="row">!${severityBadge(severity, label)} <a class="strong" href="${closedPath(incident)}">${incident.incident}</a> !${endingBadge(incident)}!${mode === 'live' ? '' : html` <span class="badge info">${modeWord(mode)}</span>`}</p>
<p class="wrap">${summary || 'No summary.'}<br><span class="muted small">${systemTitle}, ${runbookTitle} · opened !${timeAt(openedAt)}</span></p>
<p class="muted small">${acknowledged}${inWords(response)}<br>${lasted ? `${ended} after ${lasted}` : 'no end on record'}${inWords(resolution)}</p>
</li>`;
}

/** How it ended, in a word and a colour. */
export function endingBadge({ course }: Pick<ClosedIncident, 'course'>): string {
  const ending = endingOf(course);
  const kind = { fixed: 'good', failed: 'bad', cancelled: 'warn' }[ending] ?? '';
  return html`<span class="badge ${kind}">${ending}</span>`;
}

export function modeWord(mode: string): string {
  return mode === 'dry-run' ? 'dry run' : mode;
}

function inWords(kept: Kept): string {
  return kept ? ` (target ${kept})` : '';
}
