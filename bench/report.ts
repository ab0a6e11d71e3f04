import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Machine } from './machine.ts';
import type { Outcome, Profile } from './measure.ts';

/** One measure on one server profile, as it ended. */
export interface Result extends Partial<Outcome> {
  id: string;
  title: string;
  against: string;
  profile: Profile;
  /** How many blocks of each side. */
  pairs: number;
  quick: boolean;
  /** Dynamic configuration of the server, `name=value` each. */
  dynamicConfig: readonly string[];
  began: string;
  seconds: number;
  /** Load average of the last minute, before and after. */
  load: { before: number; after: number };
  /** Why it did not come to its end. */
  failed?: string;
}

export interface Report {
  machine: Machine;
  results: Result[];
}

/** Empty where there is none, or one of another machine: figures of two are not put beside each other. */
export async function readReport(file: string, machine: Machine): Promise<Report> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  const report: Report | undefined = text === undefined ? undefined : JSON.parse(text);
  return report && isDeepStrictEqual(report.machine, machine) ? report : { machine, results: [] };
}

/** With the result in the place of an earlier one of the same measure and profile; in the order of the measures. */
export function withResult({ machine, results }: Report, result: Result): Report {
  const others = results.filter(({ id, profile }) => id !== result.id || profile !== result.profile);
  const order = ({ id, profile }: Result) => Number(id.slice(1)) + (profile === 'stock' ? 1_000 : 0);
  return { machine, results: [...others, result].sort((a, b) => order(a) - order(b)) };
}

/** The file appears whole or not at all. */
export async function writeReport(file: string, report: Report): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const partial = `${file}.partial-${process.pid}`;
  await writeFile(partial, `${JSON.stringify(report, null, 2)}\n`);
  await rename(partial, file);
}
