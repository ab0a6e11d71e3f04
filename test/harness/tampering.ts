import fc from 'fast-check';
import { linkOf } from '../../workflows/contract/audit.ts';
import type { IncidentRecord } from '../../workflows/contract/incident.ts';
import { hashOf } from '../../workflows/contract/keys.ts';
import type { TimelineEntry } from '../../workflows/contract/timeline.ts';

/** What somebody did to a timeline, and which entries (from 1) an audit may name for it; none = the end. */
export interface Tampered {
  what: string;
  timeline: TimelineEntry[];
  names: number[];
}

/** One change of a timeline: something in an entry, or an entry gone, moved, twice, or made up. */
export function tamperings(timeline: readonly TimelineEntry[]): fc.Arbitrary<Tampered> {
  const last = timeline.length - 1;
  const any = fc.integer({ min: 0, max: last });
  return fc.oneof(
    any.chain((i) => flipsOf(timeline[i] as TimelineEntry).map((flip) => flipped(timeline, i, flip))),
    any.map((i) => dropped(timeline, i)),
    fc.uniqueArray(any, { minLength: 2, maxLength: 2 }).map(([i = 0, j = 0]) => swapped(timeline, i, j)),
    fc.integer({ min: 1, max: last }).map((length) => ({
      what: `cut after ${length}`,
      timeline: timeline.slice(0, length),
      names: [],
    })),
    fc.tuple(any, any).map(([i, at]) => repeated(timeline, i, at)),
    fc.integer({ min: 0, max: last + 1 }).map((at) => invented(timeline, at)),
  );
}

type Path = (string | number)[];
type Flip = { path: Path; to: unknown };

/** A value anywhere in a document becomes another one. */
export function flipsOf(document: object): fc.Arbitrary<Flip> {
  return fc
    .constantFrom(...leaves(document))
    .chain(({ path, value }) => other(value).map((to) => ({ path, to })));
}

/** A copy of a document with a flip. */
export function withFlip<T extends object>(document: T, { path, to }: Flip): T {
  const copy = structuredClone(document);
  const inside = path
    .slice(0, -1)
    .reduce<Record<string | number, unknown>>(
      (part, key) => part[key] as Record<string | number, unknown>,
      copy as Record<string | number, unknown>,
    );
  inside[path.at(-1) as string] = to;
  return copy;
}

/** The record as a forger leaves it who knows how entries are chained: every link, the count and the hashes fit again. */
export function chainedAnew(record: IncidentRecord, timeline: readonly TimelineEntry[]): IncidentRecord {
  let before = record.keyId;
  const anew = timeline.map((entry) => {
    before = linkOf(before, entry);
    return { ...entry, chain: before };
  });
  const { seal, ...bare } = { ...record, timeline: anew };
  if (!seal) return bare;
  return { ...bare, seal: { ...seal, entries: anew.length, chain: before, record: hashOf(bare) } };
}

function flipped(timeline: readonly TimelineEntry[], i: number, flip: Flip): Tampered {
  const entry = withFlip(timeline[i] as TimelineEntry, flip);
  return {
    what: `${flip.path.join('.')} of ${i + 1} becomes ${JSON.stringify(flip.to)}`,
    timeline: timeline.with(i, entry),
    names: [i + 1],
  };
}

function dropped(timeline: readonly TimelineEntry[], i: number): Tampered {
  const names = i === timeline.length - 1 ? [] : [i + 1];
  return { what: `${i + 1} is gone`, timeline: timeline.toSpliced(i, 1), names };
}

function swapped(timeline: readonly TimelineEntry[], i: number, j: number): Tampered {
  const [one, two] = [timeline[i] as TimelineEntry, timeline[j] as TimelineEntry];
  return {
    what: `${i + 1} and ${j + 1} change places`,
    timeline: timeline.with(i, two).with(j, one),
    names: [i + 1, j + 1],
  };
}

function repeated(timeline: readonly TimelineEntry[], i: number, at: number): Tampered {
  const twice = timeline.toSpliced(at, 0, timeline[i] as TimelineEntry);
  return {
    what: `${i + 1} stands before ${at + 1} as well`,
    timeline: twice,
    names: [at + 1, i + 1, i + 2, at + 2],
  };
}

/** It follows the one before it, as far as anybody can compute. */
function invented(timeline: readonly TimelineEntry[], at: number): Tampered {
  const fact = { kind: 'noted', by: { kind: 'mayday' }, text: 'everything was fine' } as const;
  const dated = { id: hashOf(fact).slice(0, 12), at: timeline[Math.max(0, at - 1)]?.at ?? '', fact };
  const entry = { ...dated, chain: linkOf(timeline[at - 1]?.chain ?? '', dated) };
  return {
    what: `one is made up before ${at + 1}`,
    timeline: timeline.toSpliced(at, 0, entry),
    names: at === timeline.length ? [] : [at + 1, at + 2],
  };
}

function leaves(value: unknown, path: Path = []): { path: Path; value: unknown }[] {
  if (value === null || typeof value !== 'object') return [{ path, value }];
  const inside = Object.entries(value).flatMap(([key, member]) => leaves(member, [...path, key]));
  return path.length > 0 && inside.length === 0 ? [{ path, value }] : inside;
}

function other(value: unknown): fc.Arbitrary<unknown> {
  if (typeof value === 'boolean') return fc.constant(!value);
  if (typeof value === 'number') return fc.integer().filter((number) => number !== value);
  if (typeof value !== 'string') return fc.constantFrom('something', 1);
  const letters = fc.integer({ min: 0, max: Math.max(0, value.length - 1) }).map((i) => {
    const letter = value[i] === '0' ? '1' : '0';
    return value.slice(0, i) + letter + value.slice(i + 1);
  });
  return fc.oneof(letters, fc.constantFrom(null, '', `${value} `, [value])).filter((to) => to !== value);
}
