import { html } from 'ghtml';
import { type RiskRow, riskRows } from '../../../systems/risk-rows.ts';
import type { SystemFile } from '../../../systems/schema.ts';
import type { MitigationView, SystemView } from '../../systems/system-view.ts';
import { commands, facts, list, riskWord, section, text, words } from './rows.ts';
import { targetsText } from './targets-text.ts';

/** Each change: what it does, to what, who must approve it, and how it is taken back; the worst first. */
export function mitigationsSection({ mitigations }: SystemView, file: SystemFile): string {
  const views = new Map(mitigations.map((view) => [view.name, view]));
  return section(
    'mitigations',
    'Mitigations',
    ...riskRows([file]).map((row) => card(row, views.get(row.name))),
  );
}

function card(row: RiskRow, view: MitigationView | undefined): string {
  const { asks = [], runbooks = [], temporary = false, commands: typed = [] } = view ?? {};
  return html`<details class="card" id="mitigation-${row.name}"><summary>!${riskWord(row.risk)} <strong>${row.title}</strong> <code>${row.name}</code></summary>
!${facts([
    ['Does', words(row.doing)],
    ['To', targetsText(row)],
    ['Asks', list(asks)],
    ['Who must approve', text(row.approval)],
    ['Undo', words(row.undo)],
    ['Temporary', temporary ? 'yes: it is offered back before the end' : ''],
    ['Offered in', text(runbooks.join(', ') || 'no runbook; people may propose it')],
  ])}
!${commands('By hand', typed)}</details>`;
}
