import { html } from 'ghtml';
import { plannedWindows } from '../../keepers/maintenance.ts';
import type { BoardParts } from '../parts.ts';
import { timeAt } from '../times.ts';
import { table, text } from './rows.ts';
import { systemPath } from './systems-page.ts';

/** Planned maintenance of all files, without what is over. */
export function windowsTable({ catalogue, clock }: Pick<BoardParts, 'catalogue' | 'clock'>): string {
  const rows = plannedWindows(catalogue, new Date(clock()))
    .filter(({ state }) => state !== 'over')
    .map(({ system, state, from, until, matchers, reason }) => [
      html`<a href="${systemPath(system)}">${system}</a>`,
      state === 'now' ? html`<span class="badge warn">now</span>` : text(state),
      timeAt(from),
      timeAt(until),
      text(matchers.join(', ') || 'all'),
      text(reason),
    ]);
  if (rows.length === 0) return html`<p>No maintenance is planned in any file.</p>`;
  return table('Planned maintenance', ['System', 'State', 'From', 'Until', 'Alerts', 'Reason'], rows);
}
