import fc from 'fast-check';
import { hostileKey, hostileText } from './texts.ts';

/** Any value that JSON can say, own `__proto__` included. */
export const hostileValue: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, 1e300, -1e300, 2 ** 53, '', [], {}),
    hostileText,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(hostileKey, tie('value')), { maxLength: 4 }).map((members) => own(members)),
  ),
})).value;

/** Members as JSON.parse makes them: `__proto__` is a name like any other. */
export function own(members: readonly (readonly [string, unknown])[]): object {
  return Object.fromEntries(members);
}

/** A change of a value: what stands at some place is replaced, left out, doubled or hidden deeper. */
export interface Change {
  /** Which of the names in it, and which of the places of that name, from 0 to 1: what is there often counts no more. */
  name: number;
  where: number;
  how: 'replace' | 'remove' | 'add';
  key: string;
  value: unknown;
}

const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

export const change: fc.Arbitrary<Change> = fc.record({
  name: share,
  where: share,
  how: fc.constantFrom('replace', 'replace', 'replace', 'remove', 'add'),
  key: hostileKey,
  // Of the same kind as what was there it comes further.
  value: fc.oneof(hostileText, hostileValue),
});

/** The same few changes made to something that was right. */
export function changed(right: unknown, changes: readonly Change[]): unknown {
  let value = structuredClone(right);
  for (const each of changes) value = once(value, each);
  return value;
}

function once(value: unknown, { name: whichName, where, how, key, value: instead }: Change): unknown {
  const byName = [...Map.groupBy(placesIn(value), ({ name }) => name).values()];
  const places = byName[Math.floor(whichName * byName.length)] ?? [];
  const place = places[Math.floor(where * places.length)];
  if (!place) return instead;
  const { of, name } = place;
  if (how === 'remove' && Array.isArray(of)) of.splice(Number(name), 1);
  else if (how === 'remove') delete (of as Record<string, unknown>)[name];
  else if (how === 'add' && !Array.isArray(of)) set(of, key, instead);
  else set(of, name, instead);
  return value;
}

/** Somebody's words in the place of many texts at once, where any text may stand. */
export const words: fc.Arbitrary<Words> = fc.array(fc.record({ where: share, text: hostileText }), {
  minLength: 5,
  maxLength: 25,
});

type Words = { where: number; text: string }[];

/** A copy in which texts were replaced, but those that say a time or one of a few words. */
export function reworded(right: unknown, instead: Words): unknown {
  const value = structuredClone(right);
  const places = placesIn(value).filter(
    ({ of, name }) => typeof (of as Record<string, unknown>)[name] === 'string' && !oneOfFew.test(name),
  );
  for (const { where, text } of instead) {
    const place = places[Math.floor(where * places.length)];
    if (place) set(place.of, place.name, text);
  }
  return value;
}

const oneOfFew = /status|state$|At$|_at$|action$|type$|date|Seen|started|_?time/i;

function placesIn(value: unknown): { of: object; name: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.keys(value).flatMap((name) => [
    { of: value, name },
    ...placesIn((value as Record<string, unknown>)[name]),
  ]);
}

function set(of: object, name: string, value: unknown): void {
  Object.defineProperty(of, name, { value, enumerable: true, configurable: true, writable: true });
}
