import { found, member } from './places.ts';
import type { Path } from './read-yaml.ts';

interface Part {
  path: Path;
  name: string;
  entry: unknown;
}

/** Bundles that are not the same change of different things. Works on files that are wrong elsewhere. */
export function bundleProblems(file: unknown): { path: Path; says: string }[] {
  const mitigations = member(file, 'mitigations');
  return found(mitigations, ['*']).flatMap(({ path: [bundle = ''], value }) => {
    if (member(value, 'action') !== 'bundle') return [];
    const parts = found(value, ['of', '*']).flatMap(({ path, value: name }): Part[] => {
      const entry = typeof name === 'string' ? member(mitigations, name) : undefined;
      return typeof name === 'string' && entry !== undefined
        ? [{ path: ['mitigations', bundle, ...path], name, entry }]
        : [];
    });
    return parts.flatMap((part, i) => {
      const says = problemOf(part, parts.slice(0, i));
      return says === undefined ? [] : [{ path: part.path, says }];
    });
  });
}

function problemOf({ name, entry }: Part, before: readonly Part[]): string | undefined {
  const action = member(entry, 'action');
  if (action === 'files.deleteOld' || action === 'containers.pruneImages') {
    return `found "${name}", expected no change of a host: those are planned one by one, by the worker there`;
  }
  if (action === 'bundle') return `found "${name}", expected a mitigation that is no bundle itself`;
  if (before.some((each) => each.name === name)) return `found "${name}" again, expected each part once`;
  const [first] = before;
  const same = first && member(first.entry, 'action');
  if (first && same !== action) {
    return `found "${name}", whose action is ${action}, expected one with the action of ${first.name}, ${same}`;
  }
  const double = before.find((each) => changes(each.entry).some((thing) => changes(entry).includes(thing)));
  if (double) return `found "${name}", expected one that changes something else than ${double.name}`;
  const unanswerable = before.find((each) => !haveACommonAnswer(each.entry, entry));
  return unanswerable
    ? `found "${name}", expected one whose question has answers in common with that of ${unanswerable.name}: it is asked once`
    : undefined;
}

/** What a mitigation works on, as far as the file says. */
function changes(entry: unknown): string[] {
  const state = member(member(entry, 'sessions'), 'state');
  const which = [member(entry, 'role'), state].map((each) => String(each ?? '')).join(' ');
  return [...found(entry, ['target']), ...found(entry, ['targets', '*'])].map(
    ({ value }) => `${String(value)} ${which}`,
  );
}

function haveACommonAnswer(one: unknown, other: unknown): boolean {
  const [a, b] = [member(one, 'asks'), member(other, 'asks')];
  return found(a, ['*']).every(({ path: [question = ''], value }) => {
    const same = member(b, String(question));
    return same === undefined || (least(value) <= most(same) && least(same) <= most(value));
  });
}

function least(question: unknown): number {
  const min = member(question, 'min');
  return typeof min === 'number' ? min : Number.NEGATIVE_INFINITY;
}

function most(question: unknown): number {
  const max = member(question, 'max');
  return typeof max === 'number' ? max : Number.POSITIVE_INFINITY;
}
