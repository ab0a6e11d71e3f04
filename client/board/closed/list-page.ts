import { html } from 'ghtml';
import { type ClosedIncident, endingOf } from '../../../archive/closed.ts';
import { severities } from '../../../workflows/contract/profile.ts';
import type { Page } from '../page.ts';
import { addressOf } from '../query.ts';
import { type Asked, found, type Wanted } from './asked.ts';
import { closedList } from './list.ts';
import { problemsNote } from './problems.ts';

/** Incidents on one page. */
const perPage = 50;

/** Closed incidents, newest first, and a search among them; `closed` are those that the visitor may read. */
export function listPage(
  closed: readonly ClosedIncident[],
  wanted: Wanted,
  problems: readonly string[],
): Page {
  const all = found(closed, wanted);
  const pages = Math.max(1, Math.ceil(all.length / perPage));
  const page = Math.min(wanted.page, pages);
  const shown = all.slice((page - 1) * perPage, page * perPage);
  const narrowed = Object.values(wanted.asked).some((value) => value !== undefined);
  return {
    title: 'Closed incidents',
    under: 'closed',
    body: () => html`<h1>Closed incidents</h1>
!${searchForm(closed, wanted)}
!${problemsNote(problems)}
!${shown.length > 0 ? html`<p class="muted">${counted(all.length, closed.length, narrowed)}</p>!${closedList(shown)}` : nothing(closed.length)}
!${pages > 1 ? pageLinks(wanted.asked, page, pages) : ''}`,
  };
}

function counted(count: number, of: number, narrowed: boolean): string {
  if (!narrowed) return of === 1 ? '1 closed incident.' : `${of} closed incidents, newest first.`;
  return `${count} of ${of} closed incidents, newest first.`;
}

function nothing(kept: number): string {
  return kept > 0
    ? html`<div class="empty"><p>No closed incident is like that.</p><p><a href="/board/closed">Show all ${kept}</a></p></div>`
    : html`<div class="empty"><p>The archive holds no closed incident that you may read: none has ended yet, or MAYDAY_ARCHIVE_DIR of the gateway is not the worker's folder.</p><p><a href="/board">What is open now</a></p></div>`;
}

function pageLinks(asked: Asked, page: number, pages: number): string {
  const link = (to: number, says: string, rel: string) =>
    html`<li><a rel="${rel}" href="${addressOf('/board/closed', { ...asked, page: to })}">${says}</a></li>`;
  return html`<nav aria-label="Pages"><ul class="links">
!${page > 1 ? link(page - 1, 'Newer', 'prev') : ''}
<li class="muted">Page ${page} of ${pages}</li>
!${page < pages ? link(page + 1, 'Older', 'next') : ''}
</ul></nav>`;
}

function searchForm(closed: readonly ClosedIncident[], { asked, wrong }: Wanted): string {
  const choices = (of: (incident: ClosedIncident) => string) => [...new Set(closed.map(of))].sort();
  const more = Object.entries(asked).some(([name, value]) => name !== 'q' && value !== undefined);
  return html`<form method="get" action="/board/closed" role="search" class="search">
<div class="field"><label for="q">Search</label><input id="q" name="q" type="search" value="${asked.q ?? ''}" aria-describedby="q-hint"><span class="hint" id="q-hint">Name, system, runbook, summary, people, what checks found: all words have to be there.</span></div>
<details !${more || wrong.from || wrong.to ? 'open' : ''}><summary>Narrow it down</summary>
<div class="narrow">
!${choice(
    'system',
    'System',
    asked.system,
    choices(({ system }) => system),
  )}
!${choice(
    'runbook',
    'Runbook',
    asked.runbook,
    choices(({ runbook }) => runbook),
  )}
!${choice('severity', 'Severity', asked.severity, severities)}
!${choice(
    'ending',
    'How it ended',
    asked.ending,
    choices(({ course }) => endingOf(course)),
  )}
!${day('from', 'Opened from', asked.from, wrong.from)}
!${day('to', 'Opened until', asked.to, wrong.to)}
</div></details>
<div class="actions"><button class="primary">Search</button> <a class="button quiet" href="/board/closed">Show all</a></div>
</form>`;
}

function choice(name: string, label: string, chosen: string | undefined, choices: readonly string[]): string {
  const all = chosen === undefined || choices.includes(chosen) ? choices : [...choices, chosen];
  const options = all.map((each) => html`<option !${each === chosen ? 'selected' : ''}>${each}</option>`);
  return html`<div class="field"><label for="${name}">${label}</label><select id="${name}" name="${name}"><option value="">any</option>!${options}</select></div>`;
}

function day(name: string, label: string, value: string | undefined, wrong: string | undefined): string {
  const told = wrong ? html`aria-invalid="true" aria-describedby="${name}-wrong"` : '';
  return html`<div class="field"><label for="${name}">${label} (UTC)</label><input id="${name}" name="${name}" type="date" value="${value ?? ''}" !${told}>!${wrong ? html`<span class="wrong" id="${name}-wrong">${wrong}</span>` : ''}</div>`;
}
