import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { failure, usage } from '../failure.ts';
import type { Session } from '../session.ts';

/** `mayday validate [path]` */
export function validate(program: Command, session: Session): void {
  program
    .command('validate')
    .description('read catalogue files, and say everything that is wrong with them')
    .argument('[path]', 'a file or a folder; without it MAYDAY_CATALOGUE, else ./systems')
    .action(async (given: string | undefined) => {
      const { folder, file } = await place(given ?? session.config.catalogueDir);
      // Loading the schema takes a while, which no other verb should wait for.
      const { openCatalogue } = await import('../../../systems/open-catalogue.ts');
      const catalogue = openCatalogue(folder);
      const systems = file ? [file.replace(/\.yaml$/, '')] : catalogue.systems();
      const problems = catalogue
        .problems()
        .flatMap((text) => text.split('\n'))
        .filter((line) => !file || line.startsWith(`${file}:`));
      if (systems.length === 0 && problems.length === 0)
        throw failure(`There is no <system>.yaml in ${folder}.`);
      session.screen.print({ systems, problems }, () =>
        problems.length > 0 ? problems.join('\n') : `${systems.join(', ')}: nothing to complain about.`,
      );
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
