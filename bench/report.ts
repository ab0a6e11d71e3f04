import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { foreignServer, type Machine } from './machine.ts';
import type { Measure, Outcome, Profile } from './measure.ts';

/** One measure on one server profile, as it ended. */
export interface Result extends Partial<Outcome> {
  id: string;
  title: string;
  against: string;
  profile: Profile;
  /** What was measured. */
  commit: string;
  /** How many blocks of each side were asked for. */
  pairs: number;
  quick: boolean;
  /** Dynamic configuration of the server, `name=value` each; of somebody else's nothing is known. */
  dynamicConfig: readonly string[];
  began: string;
  seconds: number;
  /** Load average of the last minute, before and after. */
  load: { before: number; after: number };
  /** The share of the cores that others on the same host had meanwhile, 0 to 1; absent where that is not counted. */
  stolen?: number | undefined;
  /** Why it did not come to its end. */
  failed?: string;
}

export interface Report {
  machine: Machine;
  results: Result[];
}

/** Empty where there is none, or one of another machine: figures of two are not put beside each other. */
export async function readReport(file: string, machine: Machine): Promise<Report> {
  const report = await reportAt(file);
  return report && isDeepStrictEqual(report.machine, machine) ? report : { machine, results: [] };
}

/** Name of the report of this machine: another one where the file of that name has figures of another machine. */
export async function ownName(folder: string, name: string, machine: Machine): Promise<string> {
  const report = await reportAt(path.join(folder, `${name}.json`));
  if (!report || isDeepStrictEqual(report.machine, machine)) return name;
  return `${name}-${createHash('sha256').update(JSON.stringify(machine)).digest('hex').slice(0, 6)}`;
}

async function reportAt(file: string): Promise<Report | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Report);
}

/** With the result in the place of an earlier one of the same measure and profile; in the order of the measures. */
export function withResult({ machine, results }: Report, result: Result): Report {
  const others = results.filter(({ id, profile }) => id !== result.id || profile !== result.profile);
  const order = ({ id, profile }: Result) => Number(id.slice(1)) + (profile === 'stock' ? 1_000 : 0);
  return { machine, results: [...others, result].sort((a, b) => order(a) - order(b)) };
}

/** Whether the report has it already, measured in the same way; of files that were changed nobody knows what they were. */
export function hasAlready(
  { results }: Report,
  wanted: Pick<Result, 'id' | 'profile' | 'commit' | 'pairs' | 'quick'>,
): boolean {
  if (!/^[\da-f]+$/.test(wanted.commit)) return false;
  return results.some(
    ({ id, profile, commit, pairs, quick, failed }) =>
      failed === undefined && isDeepStrictEqual({ id, profile, commit, pairs, quick }, wanted),
  );
}

/** What a page of all would lack: measures that were not taken, not to their end, or only as a smoke. */
export function missingFrom(
  { machine, results }: Report,
  measures: readonly Pick<Measure, 'id' | 'stock'>[],
): string[] {
  const is = (id: string, profile: Profile) =>
    results.some((each) => each.id === id && each.profile === profile && !each.quick && !each.failed);
  const stock = machine.temporalServer === foreignServer ? [] : measures.filter((each) => each.stock);
  return [
    ...measures.filter(({ id }) => !is(id, 'tuned')).map(({ id }) => id),
    ...stock.filter(({ id }) => !is(id, 'stock')).map(({ id }) => `${id} on the stock server`),
  ];
}

/** The file appears whole or not at all. */
export async function writeReport(file: string, report: Report): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const partial = `${file}.partial-${process.pid}`;
  await writeFile(partial, `${JSON.stringify(report, null, 2)}\n`);
  await rename(partial, file);
}
