import type { MitigationEntry } from '../../systems/entries/mitigations.ts';
import { policyOf } from '../../systems/policy.ts';
import type { SystemFile } from '../../systems/schema.ts';
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
    'Every change that the catalogue knows, worst first. Nothing here runs without an approval, unless its file says so of what is reversible; silence is never one.',
    table(
      ['risk', 'who must approve', 'changes'],
      [
        [
          'destructive',
          'two different people, each with a signature and a reason; or one of them who goes alone (`--break-glass`), which pages everybody and is reviewed',
          count('destructive'),
        ],
        ['disruptive', 'one', count('disruptive')],
        ['reversible', 'one', count('reversible')],
        ['observe', 'nobody: it only looks', count('observe')],
      ],
    ),
    'An approver is somebody with a role of `policy.approvers` in the file of the system; [approvals.md](approvals.md) has what counts, and how a file may ask for more.',
    table(
      ['risk', 'system', 'mitigation', 'what it does', 'to', 'who must approve', 'undo'],
      all.map(({ id, system, name, entry }) => [
        entry.risk,
        id,
        `${code(name)} ${plain(entry.title)}`,
        plain(doing(entry, system)),
        places(entry, system),
        plain(approvalOf(entry, policyOf(system).approverRoles[entry.risk])),
        undoOf(entry, system),
      ]),
    ),
  ].join('\n\n')}\n`;
}

/** Catalogue names, with what stands behind them in brackets. */
function places(entry: MitigationEntry, { targets }: SystemFile): string {
  const to = targetsOf(entry);
  if ('words' in to) return to.words;
  return to.names
    .map((name) => {
      const target = targets[name];
      return target ? `${code(name)} (${plain(placeOf(target))})` : code(name);
    })
    .join(', ');
}

function placeOf(target: SystemFile['targets'][string]): string {
  switch (target.kind) {
    case 'postgres':
      return `database ${target.database}`;
    case 'namespace':
      return `namespace ${target.name}`;
    case 'deployment':
    case 'statefulSet':
    case 'configMap':
    case 'service':
    case 'ingress':
    case 'certificate':
      return `${target.kind} ${target.namespace}/${target.name}`;
    default:
      return target.kind;
  }
}
