import type { Connection } from './connections.ts';

/** Some keys of a database, by what their names begin with. */
export interface Sample {
  looked: number;
  /** What stands before the first `:`, with how many begin so; the five that most do. */
  kinds: { kind: string; count: number }[];
  /** How many begin with something else. */
  others: number;
}

const [enough, calls, shown] = [200, 10, 5];
/** What fewer begin with may be somebody's own name. */
const common = 3;

/**
 * Names some 200 keys by SCAN, never by KEYS, which stops everybody else. Names hold people's data: only what stands
 * before the first colon is kept, and only where several share it. Undefined where our user may not.
 */
export async function sampleKeys(connection: Connection): Promise<Sample | undefined> {
  const counts = new Map<string, number>();
  let [cursor, looked] = ['0', 0];
  try {
    for (let i = 0; i < calls && looked < enough; i += 1) {
      const [next, keys] = (await connection.call('SCAN', cursor, 'COUNT', '100')) as [string, string[]];
      for (const key of keys.slice(0, enough - looked)) {
        const kind = /^([A-Za-z][\w.-]{0,30}):/.exec(key)?.[1];
        if (kind) counts.set(kind, (counts.get(kind) ?? 0) + 1);
        looked += 1;
      }
      cursor = next;
      if (cursor === '0') break;
    }
  } catch (error) {
    if (/^NOPERM/.test((error as Error).message)) return undefined;
    throw error;
  }
  const kinds = [...counts]
    .map(([kind, count]) => ({ kind, count }))
    .filter(({ count }) => count >= common)
    .toSorted((a, b) => b.count - a.count)
    .slice(0, shown);
  return { looked, kinds, others: kinds.reduce((left, { count }) => left - count, looked) };
}

/** ` Of 200 looked at: session (120), cart (60), others (20).`; empty where there is nothing to say. */
export function sampleInWords(sample: Sample | undefined): string {
  if (sample === undefined) return ' Their names are not shown to Mayday (+scan).';
  const { looked, kinds, others } = sample;
  if (looked === 0) return '';
  const named = [...kinds, ...(others > 0 ? [{ kind: 'others', count: others }] : [])];
  return ` Of ${looked} looked at: ${named.map(({ kind, count }) => `${kind} (${count})`).join(', ')}.`;
}
