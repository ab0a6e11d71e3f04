import { type Risk, risks } from '../workflows/contract/profile.ts';
import type { MitigationEntry } from './entries/mitigations.ts';
import { approvalOf, doing, targetsOf, undoOf } from './mitigation-words.ts';
import { policyOf } from './policy.ts';
import type { SystemFile } from './schema.ts';

/** A change that a file knows, in words. */
export interface RiskRow {
  risk: Risk;
  system: string;
  name: string;
  title: string;
  doing: string;
  /** Names of the file, with what stands behind them, or words for what has no name. */
  targets: { name: string; place?: string }[] | string;
  approval: string;
  undo: string;
}

/** What each risk takes, worst first. */
export const riskTerms: readonly { risk: Risk; approval: string }[] = [
  {
    risk: 'destructive',
    approval:
      'two different people, each with a signature and a reason; or one of them who goes alone (`--break-glass`), which pages everybody and is reviewed',
  },
  { risk: 'disruptive', approval: 'one' },
  { risk: 'reversible', approval: 'one' },
  { risk: 'observe', approval: 'nobody: it only looks' },
];

/** What holds for all of them. */
export const riskRule =
  'Nothing here runs without an approval, unless its file says so of what is reversible; silence is never one.';

/** Every change of these files, worst first. */
export function riskRows(files: readonly SystemFile[]): RiskRow[] {
  return files
    .flatMap((file) =>
      Object.entries(file.mitigations).map(
        ([name, entry]): RiskRow => ({
          risk: entry.risk,
          system: file.system,
          name,
          title: entry.title,
          doing: doing(entry, file),
          targets: placesOf(entry, file),
          approval: approvalOf(entry, policyOf(file).approverRoles[entry.risk]),
          undo: undoOf(entry, file),
        }),
      ),
    )
    .toSorted((a, b) => risks.indexOf(b.risk) - risks.indexOf(a.risk));
}

function placesOf(entry: MitigationEntry, { targets }: SystemFile): RiskRow['targets'] {
  const to = targetsOf(entry);
  if ('words' in to) return to.words;
  return to.names.map((name) => {
    const target = targets[name];
    return { name, ...(target ? { place: placeOf(target) } : {}) };
  });
}

/** What a target is, in a word or two, without its address. */
export function placeOf(target: SystemFile['targets'][string]): string {
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
