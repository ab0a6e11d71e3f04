import { html } from 'ghtml';
import { problemsOf, type SystemLine, systemLines } from '../../systems/system-lines.ts';
import type { Pages } from '../parts.ts';
import { severityBadge } from '../severity.ts';
import { sendConfigured } from './frame.ts';
import { problemNotice, table, text } from './rows.ts';

/** `/board/configured`: every file of the catalogue. */
export const systemsPage: Pages = (app, { catalogue }) => {
  app.get('/board/configured', (request, reply) =>
    sendConfigured(request, reply, {
      title: 'Systems',
      here: 'systems',
      body: () => html`<h1>Systems</h1>
!${problemNotice('The catalogue has to be mended', problemsOf(catalogue))}
!${systemTable(systemLines(catalogue))}
<p class="muted">A change to a file counts for incidents that open after it. <code>mayday systems show ID</code> says the same in a terminal.</p>`,
    }),
  );
};

function systemTable(lines: readonly SystemLine[]): string {
  const known = lines.filter(({ title, problems }) => title !== undefined || problems.length > 0);
  if (known.length === 0) {
    return html`<div class="empty"><p>There are no systems yet: <code>mayday init ID</code> writes the file of one.</p></div>`;
  }
  return table(
    'The systems of the catalogue',
    ['System', 'Title', 'Runbooks', 'Severities', 'File'],
    known.map(({ system, title, runbooks, severities = {}, problems }) => [
      title === undefined ? text(system) : html`<a href="${systemPath(system)}">${system}</a>`,
      text(title),
      runbooks === undefined ? '' : text(`${runbooks}`),
      html`<span class="row">!${Object.entries(severities).map(([code, label]) => severityBadge(code, label))}</span>`,
      problems.length === 0
        ? html`<span class="badge good">can be read</span>`
        : html`<span class="badge bad">${problems.length} to mend</span>`,
    ]),
  );
}

/** Where a system is on the board. */
export function systemPath(system: string): string {
  return `/board/configured/systems/${encodeURIComponent(system)}`;
}
