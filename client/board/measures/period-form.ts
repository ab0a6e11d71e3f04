import { html } from 'ghtml';
import { addressOf } from '../query.ts';
import { type Measured, periods } from './period.ts';

/** Which time, and which system. */
export function periodForm({ period, system, given, wrong }: Measured, systems: readonly string[]): string {
  const links = [...Object.entries(periods), ['all', 'All']].map(
    ([days, says]) =>
      html`<li><a href="${addressOf('/board/measures', { period: days, system })}" !${days === period ? 'aria-current="page"' : ''}>${says}</a></li>`,
  );
  const choices = system === undefined || systems.includes(system) ? systems : [...systems, system];
  const options = choices.map((each) => html`<option !${each === system ? 'selected' : ''}>${each}</option>`);
  const told = wrong ? html`aria-invalid="true" aria-describedby="days-wrong"` : '';
  return html`<nav aria-label="Period"><ul class="links">!${links}</ul></nav>
<form method="get" action="/board/measures" class="narrow">
!${given.from === undefined && given.to === undefined ? html`<input type="hidden" name="period" value="${period}">` : ''}
<div class="field"><label for="system">System</label><select id="system" name="system"><option value="">all</option>!${options}</select></div>
<div class="field"><label for="from">Opened from (UTC)</label><input id="from" name="from" type="date" value="${given.from ?? ''}" !${told}></div>
<div class="field"><label for="to">Opened until (UTC)</label><input id="to" name="to" type="date" value="${given.to ?? ''}" !${told}>!${wrong ? html`<span class="wrong" id="days-wrong">${wrong}</span>` : ''}</div>
<button>Show</button>
</form>`;
}
