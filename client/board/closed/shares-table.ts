import { html } from 'ghtml';
import { timeShares } from '../../../archive/spent.ts';
import type { IncidentRecord } from '../../../workflows/contract/incident.ts';
import { span } from '../../times.ts';

/** What the time from the opening to the end went into. */
export function sharesTable(record: IncidentRecord): string {
  const lines = timeShares(record).map(
    ({ what, ms, share }) =>
      html`<tr><th scope="row">${what}</th><td class="number">${span(ms)}</td><td class="number">${share}</td></tr>`,
  );
  return html`<div class="scroll"><table><caption class="visually-hidden">What the time went into</caption><thead><tr><td></td><th scope="col" class="number">Time</th><th scope="col" class="number">Share</th></tr></thead><tbody>!${lines}</tbody></table></div>`;
}
