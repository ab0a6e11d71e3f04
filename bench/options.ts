import path from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import type { Profile } from './measure.ts';

export interface BenchOptions {
  /** Measures by id; none = all. */
  ids: string[];
  pairs: number;
  quick: boolean;
  profiles: Profile[];
  /** The report is `<name>.json` there. */
  name: string;
  folder: string;
  /** Leaves out what the report has already. */
  resume: boolean;
}

/** Reads the words of the command line. Ends the process with a sentence if they make no sense. */
export function readOptions(words: readonly string[], known: readonly string[]): BenchOptions {
  const command = new Command('npm run bench --')
    .description('Measures Mayday beside the bare SDK, on the same server and in turn.')
    .argument('[ids...]', `measures (${known.join(', ')}); all without it`)
    .option('--pairs <number>', 'blocks of each side that count (5; 2 with --quick)', pairs)
    .option('--quick', 'a smoke: as little as shows that it runs', false)
    .option('--stock', 'only on the development server as it comes')
    .option('--tuned', 'only on the server that is tuned')
    .option('--name <name>', 'of the report (latest; quick with --quick); latest is also the page', fileName)
    .option('--folder <folder>', 'where the report is', path.join(import.meta.dirname, 'results'))
    .option('--resume', 'leaves out what the report has already', false);
  command.parse(words, { from: 'user' });
  const given = command.opts<{
    pairs?: number;
    quick: boolean;
    stock?: true;
    tuned?: true;
    name?: string;
    folder: string;
    resume: boolean;
  }>();
  const ids = command.args.map((id) => id.toUpperCase());
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown) command.error(`There is no measure ${unknown}: name some of ${known.join(', ')}.`);
  const { quick, folder, resume, stock = false, tuned = !stock } = given;
  const profiles: Profile[] = [...(tuned ? ['tuned' as const] : []), ...(stock ? ['stock' as const] : [])];
  const name = given.name ?? (quick ? 'quick' : 'latest');
  return { ids, quick, resume, profiles, name, folder, pairs: given.pairs ?? (quick ? 2 : 5) };
}

function pairs(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 100)
    throw new InvalidArgumentError('Write a whole number from 1 to 100.');
  return number;
}

function fileName(text: string): string {
  if (!/^[\w-]+$/.test(text)) throw new InvalidArgumentError('Write letters, digits, "-" and "_".');
  return text;
}
