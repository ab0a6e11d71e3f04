import { type RiskRow, riskRows, riskRule, riskTerms } from '../../systems/risk-rows.ts';
import type { Described } from './sources.ts';
import { code, plain, table } from './table.ts';

/** docs/risks.md */
export function risksPage(systems: readonly Described[]): string {
  const all = riskRows(systems.map(({ system }) => system));
  const count = (risk: string) => String(all.filter((row) => row.risk === risk).length);
  return `${[
    '<!-- Written by `npm run docs` from systems/*.yaml: change those. -->',
    '# Risks',
    `Every change that the catalogue knows, worst first. ${riskRule}`,
    table(
      ['risk', 'who must approve', 'changes'],
      riskTerms.map(({ risk, approval }) => [risk, approval, count(risk)]),
    ),
    'An approver is somebody with a role of `policy.approvers` in the file of the system; [approvals.md](approvals.md) has what counts, and how a file may ask for more.',
    table(
      ['risk', 'system', 'mitigation', 'what it does', 'to', 'who must approve', 'undo'],
      all.map((row) => [
        row.risk,
        row.system,
        `${code(row.name)} ${plain(row.title)}`,
        plain(row.doing),
        places(row),
        plain(row.approval),
        row.undo,
      ]),
    ),
  ].join('\n\n')}\n`;
}

/** Catalogue names, with what stands behind them in brackets. */
function places({ targets }: RiskRow): string {
  if (typeof targets === 'string') return targets;
  return targets
    .map(({ name, place }) => (place ? `${code(name)} (${plain(place)})` : code(name)))
    .join(', ');
}
