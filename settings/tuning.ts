import { z } from 'zod';
import { number } from './schemas.ts';
import { settings } from './setting.ts';

const sentence = 'write a number from 1 to 1000, and pool=number where one differs: 50,eu-west=10';
const entry = /^(?:([a-z0-9][a-z0-9-]*)=)?([1-9]\d{0,2}|1000)$/;
const usual = 50;

/** How much a worker does at once. */
export const tuning = settings({
  MAYDAY_CACHED_WORKFLOWS: {
    readBy: ['worker'],
    kind: 'number',
    schema: number(1, 100_000, 500).prefault('500'),
    otherwise: '`500`',
    what: 'runs that it keeps in memory, a megabyte or two each; one that is not is replayed when something happens to it',
    docs: 'operating.md#tuning',
  },
  MAYDAY_POOL_SLOTS: {
    readBy: ['worker'],
    kind: 'list',
    schema: z
      .string()
      .prefault(`${usual}`)
      .transform(slots)
      .refine((read) => read !== undefined, sentence)
      .transform((read) => read ?? new Map<string | undefined, number>()),
    otherwise: `\`${usual}\``,
    what: 'checks and effects that it runs at once for each pool; another number for one of them: `50,eu-west=10`',
    docs: 'operating.md#tuning',
  },
});

/** By the name of a pool; `undefined` is every other. Undefined for what cannot be read. */
function slots(given: string): Map<string | undefined, number> | undefined {
  const read = new Map<string | undefined, number>([[undefined, usual]]);
  for (const each of given.split(',')) {
    const [whole, pool, count] = entry.exec(each.trim()) ?? [];
    if (whole === undefined) return undefined;
    read.set(pool, Number(count));
  }
  return read;
}
