import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import type { Catalogue } from '../../../systems/catalogue.ts';
import { failure, usage } from '../../failure.ts';
import type { Session } from '../session.ts';

/** `mayday validate [path]` */
export function validate(program: Command, session: Session): void {
  program
    .command('validate')
    .description('read catalogue files, and say everything that is wrong with them')
    .argument('[path]', 'a file or a folder; without it MAYDAY_CATALOGUE, else ./systems')
    .option('--assumed', 'list what Mayday assumes where the files say nothing')
    .action(async (given: string | undefined, options: { assumed?: true }) => {
      const { folder, file } = await place(given ?? session.config.catalogueDir);
      // Loading the schema takes a while, which no other verb should wait for.
      const { openCatalogue } = await import('../../../systems/open-catalogue.ts');
      const catalogue = openCatalogue(folder);
      const systems = file ? [path.basename(file, '.yaml')] : catalogue.systems();
      const problems = file ? problemsOf(file, catalogue) : lines(catalogue);
      if (systems.length === 0 && problems.length === 0)
        throw failure(`There is no <system>.yaml in ${folder}: "mayday init ID" writes one.`);
      const assumed = problems.length > 0 ? {} : await assumptions(catalogue, systems);
      session.screen.print({ systems, problems, assumed }, () => {
        if (problems.length > 0) return problems.join('\n');
        const well = `${systems.join(', ')}: nothing to complain about.`;
        return [well, ...assumedLines(assumed, options.assumed)].join('\n');
      });
      if (problems.length > 0) {
        throw failure(`${problems.length} ${problems.length > 1 ? 'things' : 'thing'} to mend.`);
      }
    });
}

async function place(given: string): Promise<{ folder: string; file?: string }> {
  const found = await stat(given).catch(() => undefined);
  if (!found)
    throw usage(`There is neither a file nor a folder ${given}: give one, or set MAYDAY_CATALOGUE.`);
  if (found.isDirectory()) return { folder: given };
  return { folder: path.dirname(given), file: path.basename(given) };
}

/** The folder's catalogue knows only files that are called `<system>.yaml`. */
function problemsOf(file: string, catalogue: Catalogue): string[] {
  if (!file.endsWith('.yaml')) {
    return [`${file}: found the ending ${path.extname(file) || 'of nothing'}, expected .yaml`];
  }
  return lines(catalogue).filter((line) => line.startsWith(`${file}:`));
}

function lines(catalogue: Catalogue): string[] {
  return catalogue.problems().flatMap((text) => text.split('\n'));
}

async function assumptions(catalogue: Catalogue, systems: string[]): Promise<Record<string, string[]>> {
  const { assumptionsOf, assumptionText } = await import('../../../systems/assumptions.ts');
  return Object.fromEntries(
    systems.map((system) => [system, assumptionsOf(catalogue, system).map(assumptionText)]),
  );
}

function assumedLines(assumed: Record<string, string[]>, listed: true | undefined): string[] {
  const all = Object.entries(assumed).flatMap(([system, each]) => each.map((says) => `${system}: ${says}`));
  if (listed)
    return all.length > 0 ? ['Assumed:', ...all.map((line) => `  ${line}`)] : ['Nothing is assumed.'];
  if (all.length === 0) return [];
  return [
    `${all.length} ${all.length > 1 ? 'things are' : 'thing is'} assumed where the files say nothing; --assumed lists them.`,
  ];
}
