import { type Bundle, type Question, risks, type SingleMitigation } from '../workflows/contract/profile.ts';
import {
  type BundleEntry,
  improvementOf,
  isSingleAutomated,
  type MitigationEntry,
  type SingleEntry,
  type WrittenMitigation,
} from './entries/mitigations.ts';

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
function ofParts(parts: readonly SingleEntry[]): Pick<BundleEntry, 'risk' | 'byHand' | 'automated'> {
  const worst = Math.max(0, ...parts.map(({ risk }) => risks.indexOf(risk)));
  return {
    risk: risks[worst] as BundleEntry['risk'],
    byHand: parts.flatMap(({ byHand }) => byHand),
    automated: parts.every(isSingleAutomated),
  };
}

/** What a run needs of a bundle, of the parts that it has already. */
export function bundleProfile(
  name: string,
  { title, risk, of, improves }: BundleEntry,
  mitigations: readonly SingleMitigation[],
  assume: (says: string) => void,
): Bundle {
  const parts = of.flatMap((part) => mitigations.find((each) => each.name === part) ?? []);
  const [first] = parts;
  if (!first) throw new Error(`The bundle ${name} passed the checks, but has no parts`);
  return {
    name,
    title,
    action: 'bundle',
    of: parts,
    target: first.target,
    risk,
    improves: improves ? improvementOf(name, improves, assume) : first.improves,
    asks: questionsOf(parts),
    temporary: parts.some(({ temporary }) => temporary),
  };
}

/** A question that several parts ask is asked once, within what all of them take. */
function questionsOf(parts: readonly SingleMitigation[]): Question[] {
  const byName = Map.groupBy(
    parts.flatMap(({ asks }) => asks),
    ({ name }) => name,
  );
  return [...byName].map(([name, same]) => {
    const most = Math.min(...same.map(({ max = Number.POSITIVE_INFINITY }) => max));
    return {
      name,
      kind: 'integer',
      question: [...new Set(same.map(({ question }) => question))].join(' '),
      min: Math.max(...same.map(({ min }) => min)),
      ...(Number.isFinite(most) ? { max: most } : {}),
    };
  });
}

function single(entry: WrittenMitigation | undefined): SingleEntry[] {
  return entry === undefined || entry.action === 'bundle' ? [] : [entry];
}
