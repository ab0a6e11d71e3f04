import { html } from 'ghtml';
import { freezeSentence, thawCommand } from '../../../workflows/contract/freeze.ts';
import type { InForce } from '../../keepers/in-force.ts';
import type { BoardParts } from '../parts.ts';
import { timeDue, timeSince } from '../times.ts';
import { table, text } from './rows.ts';
import { windowsTable } from './windows.ts';

/** Whether the visitor may know of that runbook's incidents. */
export type Sees = (system: string, runbook: string) => boolean;

/** What is not changed, and how that ends. */
export function frozen(freezes: InForce['freezes']): string {
  const notices = freezes.map(
    (freeze) =>
      html`<p class="notice bad"><strong>Frozen.</strong> ${freezeSentence(freeze)}. It ends with <code>${thawCommand(freeze)}</code></p>`,
  );
  return html`<h2>Freezes</h2>!${notices.length > 0 ? notices : html`<p>Nothing is frozen: approved changes are made.</p>`}`;
}

/** Which incidents change what, and who waits. */
export function leased(leases: InForce['leases'], sees: Sees): string {
  const rows = leases.map(({ system, target, holder, queue, changes, silent }) => [
    html`${target} <span class="muted">of ${system}</span>`,
    silent
      ? html`<span class="badge warn">unknown</span> nobody answers: is a worker running?`
      : holder
        ? named(holder, sees, `, plan ${holder.plan}: ${holder.what}`)
        : 'nobody',
    holder ? timeDue(holder.until) : '',
    html`!${queue.map((each) => named(each, sees)).join(', ')}`,
    silent ? '' : text(`${changes.length}`),
  ]);
  const heads = ['Target', 'Changed by', 'Ends', 'Wait for it', 'Changes within the hour'];
  return html`<h2>Leases</h2>!${
    rows.length > 0
      ? table('Targets that are being changed, or were within the hour', heads, rows)
      : html`<p>No target is being changed, nor was one within the hour.</p>`
  }`;
}

/** Of a restricted incident only that there is one. */
function named(
  { incident, workflowId }: { incident: string; workflowId: string },
  sees: Sees,
  more = '',
): string {
  const [, system = '', runbook = ''] = workflowId.split(':');
  if (!sees(system, runbook)) return html`an incident that only people of ${system} see`;
  return html`<a href="/board/incidents/${incident}">${incident}</a>${more}`;
}

/** Planned maintenance, and the alerts that it holds. */
export function maintained(
  held: InForce['held'],
  parts: Pick<BoardParts, 'catalogue' | 'clock'>,
  sees: Sees,
): string {
  const each = held.map(({ system, places, resolved, silent }) => {
    if (silent)
      return html`<p class="notice warn">Nobody answers for what is held of ${system}: is a worker running?</p>`;
    const rows = places
      .filter(({ runbook }) => sees(system, runbook))
      .flatMap(({ runbook, alerts }) =>
        alerts.map(({ name, startsAt, severity }) => [
          text(name),
          text(runbook),
          text(severity ?? 'of the runbook'),
          timeSince(startsAt),
        ]),
      );
    return rows.length > 0
      ? table(`Alerts of ${system} that are held`, ['Alert', 'Leads to', 'Severity', 'Fires since'], rows)
      : html`<p>No alert of ${system} is held; ${resolved} resolved meanwhile.</p>`;
  });
  return html`<h2>Maintenance</h2>!${windowsTable(parts)}!${each}`;
}
