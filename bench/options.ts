import path from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import type { Measure, Profile } from './measure.ts';

export interface BenchOptions {
  /** Measures by id; none = all. */
  ids: string[];
  /** As many for each; without it, what each thinks enough. */
  pairs?: number;
  quick: boolean;
  large: boolean;
  profiles: Profile[];
  /** Whether somebody named the profile. */
  named: boolean;
  /** The report is `<name>.json` there. */
  name: string;
  folder: string;
  /** Leaves out what the report has already. */
  resume: boolean;
}

/** Reads the words of the command line. Ends the process with a sentence if they make no sense. */
export function readOptions(words: readonly string[], known: readonly string[]): BenchOptions {
  const command = new Command('npm run bench --')
    .description(
      'Measures Mayday beside the bare SDK, on the same server and in turn: all on the tuned server, then what the server as it comes makes slower on that.',
    )
    .argument('[ids...]', `measures (${known.join(', ')}); all without it`)
    .option(
      '--pairs <number>',
      'blocks of each side that count (9 of what is short, else 5; 2 with --quick)',
      pairs,
    )
    .option('--quick', 'a smoke: as little as shows that it runs', false)
    .option('--large', 'B6 with 5,000 incidents open', false)
    .option('--stock', 'only on the development server as it comes')
    .option('--tuned', 'only on the server that is tuned')
    .option('--name <name>', 'of the report (latest; quick with --quick); latest is also the page', fileName)
    .option('--folder <folder>', 'where the report is', path.join(import.meta.dirname, 'results'))
    .option(
      '--resume',
      'leaves out what the report has already of this commit, as many pairs and as quick',
      false,
    );
  command.parse(words, { from: 'user' });
  const given = command.opts<{
    pairs?: number;
    quick: boolean;
    large: boolean;
    stock?: true;
    tuned?: true;
    name?: string;
    folder: string;
    resume: boolean;
  }>();
  const ids = command.args.map((id) => id.toUpperCase());
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown) command.error(`There is no measure ${unknown}: name some of ${known.join(', ')}.`);
  const { stock, tuned, name, ...rest } = given;
  const named = Boolean(stock || tuned);
  const profiles = (['tuned', 'stock'] as const).filter((profile) => !named || given[profile]);
  return { ...rest, ids, profiles, named, name: name ?? (given.quick ? 'quick' : 'latest') };
}

/** Whether it is measured on that server: where nobody named one, the stock one is for what it makes slower. */
export function isWanted(
  { id, stock }: Pick<Measure, 'id' | 'stock'>,
  profile: Profile,
  { ids, named }: Pick<BenchOptions, 'ids' | 'named'>,
): boolean {
  if (ids.length > 0 && !ids.includes(id)) return false;
  return named || profile === 'tuned' || stock === true;
}

/** How many pairs of it count. */
export function pairsOf(
  { pairs = 5 }: Pick<Measure, 'pairs'>,
  profile: Profile,
  options: BenchOptions,
): number {
  return options.pairs ?? (options.quick ? 2 : profile === 'stock' ? Math.min(5, pairs) : pairs);
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
