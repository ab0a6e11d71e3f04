import type { Bundle, Improvement, Question, SingleMitigation } from '../workflows/contract/mitigations.ts';
import { risks } from '../workflows/contract/profile.ts';
import type { BundleEntry, MitigationEntry, SingleEntry, WrittenMitigation } from './entries/mitigations.ts';
import { improvementOf } from './postgres-mitigations.ts';

/** The mitigations of a file, its bundles with what they have of their parts. */
export function withBundles(
  written: Readonly<Record<string, WrittenMitigation>>,
): Record<string, MitigationEntry> {
  return Object.fromEntries(
    Object.entries(written).map(([name, entry]) => [
      name,
      entry.action === 'bundle'
        ? { ...entry, ...ofParts(entry.of.flatMap((part) => single(written[part]))) }
        : entry,
    ]),
  );
}

/** As bad as its worst part; by hand, all that is done for each. */
function ofParts(parts: readonly SingleEntry[]): Pick<BundleEntry, 'risk' | 'byHand'> {
  const worst = Math.max(0, ...parts.map(({ risk }) => risks.indexOf(risk)));
  return {
    risk: risks[worst] as BundleEntry['risk'],
    byHand: parts.flatMap(({ byHand }) => byHand),
  };
}

/** The same change of several targets, as one plan. */
export function bundleOfTargets(
  name: string,
  { title, risk }: SingleEntry,
  parts: [SingleMitigation, ...SingleMitigation[]],
): Bundle {
  const [{ temporary }] = parts;
  const improves = improvementOfAll(parts);
  return { name, title, action: 'bundle', of: parts, risk, improves, asks: questionsOf(parts), temporary };
}

/** What a run needs of a bundle, of the parts that it has already. */
export function bundleProfile(
  name: string,
  { title, risk, of, improves }: BundleEntry,
  mitigations: ReadonlyMap<string, readonly SingleMitigation[]>,
  assume: (says: string) => void,
): Bundle {
  const parts = of.flatMap((part) => mitigations.get(part) ?? []);
  const [first] = parts;
  if (!first) throw new Error(`The bundle ${name} passed the checks, but has no parts`);
  return {
    name,
    title,
    action: 'bundle',
    of: parts,
    risk,
    improves:
      improves && first.target.kind === 'postgres'
        ? improvementOf(name, improves, first.target, assume)
        : improvementOfAll(parts),
    asks: questionsOf(parts),
    temporary: parts.some(({ temporary }) => temporary),
  };
}

/** What is measured of the workloads of one cluster is measured of all of them; otherwise, the first part's metric. */
function improvementOfAll(parts: readonly SingleMitigation[]): Improvement | undefined {
  const [first] = parts.map(({ improves }) => improves);
  if (!first || !('targets' in first)) return first;
  const targets = parts.flatMap(({ improves }) => {
    const alike = improves && 'targets' in improves && improves.metric === first.metric;
    return alike && improves.cluster?.id === first.cluster?.id ? improves.targets : [];
  });
  return { ...first, targets };
}

/** A question that several parts ask is asked once, within what all of them take. */
function questionsOf(parts: readonly SingleMitigation[]): Question[] {
  const byName = Map.groupBy(
    parts.flatMap(({ asks }) => asks),
    ({ name }) => name,
  );
  return [...byName].flatMap(([name, same]): Question[] => {
    const [first] = same;
    const question = [...new Set(same.map((each) => each.question))].join(' ');
    if (first && first.kind !== 'integer') return [{ ...first, question }];
    const numbers = same.filter((each) => each.kind === 'integer');
    const most = Math.min(...numbers.map(({ max = Number.POSITIVE_INFINITY }) => max));
    const min = Math.max(...numbers.map((each) => each.min));
    return [{ name, kind: 'integer', question, min, ...(Number.isFinite(most) ? { max: most } : {}) }];
  });
}

function single(entry: WrittenMitigation | undefined): SingleEntry[] {
  return entry === undefined || entry.action === 'bundle' ? [] : [entry];
}
