import { isAutomated, type MitigationEntry } from '../../systems/entries/mitigations.ts';
import { approverRoles } from '../../systems/profile.ts';
import { risks } from '../../workflows/contract/profile.ts';
import { approvalOf, doing, targetsOf, undoOf } from './mitigation-words.ts';
import type { Described } from './sources.ts';
import { code, plain, table } from './table.ts';

/** docs/risks.md */
export function risksPage(systems: readonly Described[]): string {
  const all = systems
    .flatMap(({ id, system }) =>
      Object.entries(system.mitigations).map(([name, entry]) => ({ id, system, name, entry })),
    )
    .toSorted((a, b) => risks.indexOf(b.entry.risk) - risks.indexOf(a.entry.risk));
  const count = (risk: string) => String(all.filter(({ entry }) => entry.risk === risk).length);
  return `${[
    '<!-- Written by `npm run docs` from systems/*.yaml: change those. -->',
    '# Risks',
    'Every change that the catalogue knows, worst first. Nothing here runs without an approval, and silence is never one.',
    table(
      ['risk', 'who must approve', 'changes'],
      [
        [
          'destructive',
          'two people, each with a signature. Mayday cannot ask for two yet, so it refuses: people do it by hand',
          count('destructive'),
        ],
        ['disruptive', 'one', count('disruptive')],
        ['reversible', 'one', count('reversible')],
        ['observe', 'nobody: it only looks', count('observe')],
      ],
    ),
    'An approver is somebody with a role of `policy.approvers` in the file of the system. **By hand**: Mayday shows the commands, and does not do it itself yet; what it takes back then is what it will.',
    table(
      ['risk', 'system', 'mitigation', 'what it does', 'to', 'who must approve', 'undo', 'today'],
      all.map(({ id, system, name, entry }) => [
        entry.risk,
        id,
        `${code(name)} ${plain(entry.title)}`,
        plain(doing(entry, system)),
        places(entry),
        plain(approvalOf(entry, approverRoles(system))),
        undoOf(entry),
        runsToday(entry) ? '**automated**' : 'by hand',
      ]),
    ),
  ].join('\n\n')}\n`;
}

function runsToday(entry: MitigationEntry): boolean {
  return isAutomated(entry) && entry.risk !== 'destructive';
}

function places(entry: MitigationEntry): string {
  const to = targetsOf(entry);
  return 'words' in to ? to.words : to.names.map(code).join(', ');
}
