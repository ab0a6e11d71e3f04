import { html } from 'ghtml';
import { type RiskRow, riskRows, riskRule, riskTerms } from '../../../systems/risk-rows.ts';
import type { Pages } from '../parts.ts';
import { addressOf, firstValues } from '../query.ts';
import { sendConfigured } from './frame.ts';
import { readableFiles } from './readable-files.ts';
import { riskWord, table, text, words } from './rows.ts';
import { systemPath } from './systems-page.ts';
import { targetsText } from './targets-text.ts';

const path = '/board/configured/risks';

/** `/board/configured/risks`: every change that the catalogue knows, the rows of docs/risks.md. */
export const risksPage: Pages = (app, { catalogue }) => {
  app.get<{ Querystring: { system?: unknown } }>(path, (request, reply) => {
    const all = riskRows(readableFiles(catalogue));
    const { system: only } = firstValues(request.query);
    const rows = only === undefined ? all : all.filter(({ system }) => system === only);
    return sendConfigured(request, reply, {
      title: 'Risks',
      here: 'risks',
      body: () => html`<h1>Risks</h1>
<p>Every change that the catalogue knows, worst first. ${riskRule}</p>
!${systemLinks(all, only)}
!${table(
        'What each risk takes',
        ['Risk', 'Who must approve', 'Changes'],
        riskTerms.map(({ risk, approval }) => [
          riskWord(risk),
          words(approval),
          text(`${rows.filter((row) => row.risk === risk).length}`),
        ]),
      )}
!${table(
        'Changes',
        ['Mitigation', 'Risk', 'System', 'What it does', 'To', 'Who must approve', 'Undo'],
        rows.map((row) => [
          html`<a href="${systemPath(row.system)}#mitigation-${row.name}">${row.title}</a>`,
          riskWord(row.risk),
          text(row.system),
          words(row.doing),
          targetsText(row),
          text(row.approval),
          words(row.undo),
        ]),
      )}`,
    });
  });
};

/** All changes, or those of one system. */
function systemLinks(all: readonly RiskRow[], only: string | undefined): string {
  const link = (label: string, system?: string) =>
    html`<li><a href="${addressOf(path, { system })}" !${system === only ? 'aria-current="true"' : ''}>${label}</a></li>`;
  const systems = [...new Set(all.map(({ system }) => system))].sort();
  return html`<nav aria-label="Systems"><ul class="links">!${link('All')}!${systems.map((system) => link(system, system))}</ul></nav>`;
}
