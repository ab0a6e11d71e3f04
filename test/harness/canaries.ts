import { randomBytes } from 'node:crypto';

/** A secret made for a test: its core is what is looked for, in every spelling, wherever it may have got to. */
export interface Canary {
  name: string;
  core: Buffer;
  /** What is put where a secret belongs; the core stands somewhere in it. */
  value: string;
}

/** By default a password with all that must be escaped in URLs, JSON, SQL or shells. */
export function newCanary(
  name: string,
  dress: (core: string) => string = (core) => `p"w'/@ ${core}+é%:\\$&`,
): Canary {
  const core = `C4n4ry${randomBytes(9).toString('hex')}`;
  return { name, core: Buffer.from(core), value: dress(core) };
}

/** Places, by name → names of the canaries that are there. */
export function seenIn(
  places: ReadonlyMap<string, string>,
  canaries: readonly Canary[],
): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  const wanted = canaries.map(({ name, core }) => ({ name, spellings: spellingsOf(core) }));
  for (const [place, text] of places) {
    const there = wanted.filter(({ spellings }) => spellings.some((spelling) => text.includes(spelling)));
    if (there.length > 0) found[place] = there.map(({ name }) => name);
  }
  return found;
}

/**
 * A secret as it is, in hex and in base64 at any place of a longer text, and each of these encoded once more, as a
 * header within a payload is. A core has no character that URLs or JSON escape.
 */
export function spellingsOf(core: Buffer): string[] {
  const once = encodings(core);
  const twice = once.flatMap((text) => encodings(Buffer.from(text, 'latin1')));
  const forUrls = [...once, ...twice].flatMap((text) => [
    encodeURIComponent(text),
    text.replaceAll('+', '-').replaceAll('/', '_'),
    text.replaceAll('/', '\\/'),
  ]);
  return [...new Set([core.toString('latin1'), ...once, ...twice, ...forUrls])];
}

function encodings(bytes: Buffer): string[] {
  const base64 = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replaceAll('=', '');
    // At both ends a character also holds bits of its neighbours.
    return text.slice([0, 2, 3][before], (before + bytes.length) % 3 === 0 ? undefined : -1);
  });
  return [bytes.toString('hex'), bytes.toString('hex').toUpperCase(), ...base64];
}
