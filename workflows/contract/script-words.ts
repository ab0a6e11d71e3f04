/** Kinds of words that a person may answer and a script is given; none reads like an option. */
export const wordKinds = ['address', 'user', 'backup', 'line'] as const;
export type WordKind = (typeof wordKinds)[number];

/** What to write, as in "… takes an IP address". */
export const wordsOf: Record<WordKind, string> = {
  address: 'the IP address of one host, like 203.0.113.7 or 2001:db8::7',
  user: 'a user id: letters, digits and . _ @ + -, beginning with a letter or digit, at most 128',
  backup:
    'a backup as the list of backups has it: letters, digits and . _ : + / -, without "..", at most 256',
  line: 'one line of at most 500 characters that does not begin with "-"',
};

/** The word as a script is given it, an address in its one spelling; undefined where it is no such thing. */
export function wordOf(kind: WordKind, written: unknown): string | undefined {
  if (typeof written !== 'string' && typeof written !== 'number') return undefined;
  const word = String(written).trim();
  switch (kind) {
    case 'address':
      return hostAddress(word);
    case 'user':
      return /^[A-Za-z0-9][\w.@+-]{0,127}$/.test(word) ? word : undefined;
    case 'backup': {
      const fits = /^[A-Za-z0-9/][\w.:+/-]{0,255}$/.test(word) && !word.split('/').includes('..');
      return fits ? word : undefined;
    }
    case 'line':
      return /^[^-\p{C}\p{Zl}\p{Zp}][^\p{C}\p{Zl}\p{Zp}]{0,499}$/u.test(word) ? word : undefined;
  }
}

/** Of one host that is not this one: not unspecified, loopback, multicast or broadcast. */
function hostAddress(word: string): string | undefined {
  if (word.includes(':')) return hostAddress6(word);
  const bytes = bytesOf(word);
  if (!bytes) return undefined;
  const [first = 0] = bytes;
  return first === 0 || first === 127 || first >= 224 ? undefined : bytes.join('.');
}

function bytesOf(word: string): number[] | undefined {
  const parts = word.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part))) return undefined;
  const bytes = parts.map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes : undefined;
}

function hostAddress6(word: string): string | undefined {
  const groups = groupsOf(word.toLowerCase());
  if (!groups) return undefined;
  const [first = 0] = groups;
  const leading = groups.slice(0, 6).every((group, i) => group === 0 || (i === 5 && group === 0xffff));
  // An address of version 4 in other words, unspecified or loopback; or multicast.
  if (leading || first >= 0xff00) return undefined;
  return spelled(groups);
}

/** Eight numbers; a zone, or a tail of version 4, is not read. */
function groupsOf(word: string): number[] | undefined {
  const halves = word.split('::');
  if (halves.length > 2) return undefined;
  const [before = [], after = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - before.length - after.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const all = [...before, ...Array.from({ length: missing }, () => '0'), ...after];
  return all.every((group) => /^[0-9a-f]{1,4}$/.test(group))
    ? all.map((group) => Number.parseInt(group, 16))
    : undefined;
}

/** As RFC 5952 has it: the longest run of zeros, the first of several, becomes `::`. */
function spelled(groups: readonly number[]): string {
  let [start, length] = [-1, 1];
  for (let i = 0; i < groups.length; i += 1) {
    let end = i;
    while (end < groups.length && groups[end] === 0) end += 1;
    if (end - i > length) [start, length] = [i, end - i];
  }
  const hex = (some: readonly number[]) => some.map((group) => group.toString(16)).join(':');
  if (start < 0) return hex(groups);
  return `${hex(groups.slice(0, start))}::${hex(groups.slice(start + length))}`;
}
