import { bytesInWords } from '../amounts.ts';
import type { Connection } from './connections.ts';

/** What `INFO` says, by its field; `number` is NaN where there is no such field. */
export interface Info {
  text(field: string): string | undefined;
  number(field: string): number;
  /** Every field whose name begins so. */
  under(prefix: string): [string, string][];
}

/** Asks for sections of `INFO`. One that the server does not know has no fields. */
export async function readInfo(connection: Connection, ...sections: string[]): Promise<Info> {
  const answers = await Promise.all(sections.map((section) => connection.call('INFO', section)));
  return parseInfo(answers.map(String).join('\n'));
}

export function parseInfo(text: string): Info {
  const fields = new Map(
    text.split(/\r?\n/).flatMap((line): [string, string][] => {
      const colon = line.indexOf(':');
      return colon > 0 && !line.startsWith('#') ? [[line.slice(0, colon), line.slice(colon + 1)]] : [];
    }),
  );
  return {
    text: (field) => fields.get(field),
    number: (field) => Number(fields.get(field) ?? Number.NaN),
    under: (prefix) => [...fields].filter(([field]) => field.startsWith(prefix)),
  };
}

/** How many keys a database holds, and how many of them have no time to live. */
export interface KeyCount {
  keys: number;
  neverExpire: number;
}

/** Every database that holds keys, by its number; of `INFO keyspace`. */
export function keyCounts(info: Info): Map<number, KeyCount> {
  return new Map(
    info.under('db').flatMap(([field, says]): [number, KeyCount][] => {
      const database = /^db(\d+)$/.exec(field)?.[1];
      const [, keys, expires] = /keys=(\d+),expires=(\d+)/.exec(says) ?? [];
      if (database === undefined || keys === undefined) return [];
      return [[Number(database), { keys: Number(keys), neverExpire: Number(keys) - Number(expires) }]];
    }),
  );
}

/** How the memory of a server is used. */
export interface Memory {
  used: number;
  /** Bytes; 0 = no limit of its own. */
  max: number;
  /** Of `max`; null without one. */
  percent: number | null;
  policy: string;
  /** Whether anything is thrown out to make room, as far as the policy and the keys allow. */
  evicts: boolean;
}

/** Of `INFO memory` and `INFO keyspace`. */
export function memoryOf(info: Info): Memory {
  const [used, max] = [info.number('used_memory'), info.number('maxmemory') || 0];
  const policy = info.text('maxmemory_policy') ?? 'noeviction';
  const counts = [...keyCounts(info).values()];
  const anyExpires = counts.some(({ keys, neverExpire }) => keys > neverExpire);
  return {
    used,
    max,
    percent: max > 0 ? (used / max) * 100 : null,
    policy,
    evicts: policy.startsWith('allkeys-') || (policy.startsWith('volatile-') && anyExpires),
  };
}

/** `97 MB of 100 MB (97 %), policy noeviction` */
export function memoryInWords({ used, max, percent, policy }: Memory): string {
  if (percent === null) return `${bytesInWords(used)} of memory, without a limit of its own`;
  return `${bytesInWords(used)} of ${bytesInWords(max)} (${Math.round(percent)} %), policy ${policy}`;
}

/** `12,431 keys`, `1 key` */
export function keysInWords(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'key' : 'keys'}`;
}
