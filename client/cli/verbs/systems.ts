import type { Command } from 'commander';
import type { Catalogue } from '../../../systems/catalogue.ts';
import { didYouMean } from '../../../systems/nearest.ts';
import { failure, usage } from '../../failure.ts';
import type { SystemLine } from '../../systems/system-lines.ts';
import { systemListText } from '../render/system-list.ts';
import type { Session } from '../session.ts';

/** `mayday systems [show <id>]` */
export function systems(program: Command, session: Session): void {
  const command = program
    .command('systems')
    .description('the systems of the catalogue; "systems show ID" tells all about one')
    .usage('[options] [show <id>]')
    .allowExcessArguments()
    .action(async () => {
      if (command.args.length > 0) throw usage(await instead(command.args, session));
      const lines = await listed(session);
      session.screen.print(lines, (look) => systemListText(lines, look));
    });
  command
    .command('show')
    .description('one system: severities, clocks, ladders, people, runbooks, mitigations and what is assumed')
    .argument('<id>', 'a system of the catalogue')
    .allowExcessArguments(false)
    .option('--commands', 'with every command that a person is shown')
    .action(async (id: string, { commands = false }: { commands?: boolean }) => {
      const { systemView } = await import('../../systems/system-view.ts');
      const { systemText } = await import('../render/system.ts');
      const view = systemView(await catalogueOf(session), id, session.screen.look().now);
      session.screen.print(view, (look) => systemText(view, { commands }, look));
    });
}

async function catalogueOf({ config }: Session): Promise<Catalogue> {
  // Loading the schema takes a while, which no other verb should wait for.
  const { openCatalogue } = await import('../../../systems/open-catalogue.ts');
  return openCatalogue(config.catalogueDir);
}

/** @throws CommandFailure where there is nothing to list */
async function listed(session: Session): Promise<SystemLine[]> {
  const { systemLines } = await import('../../systems/system-lines.ts');
  const catalogue = await catalogueOf(session);
  const lines = systemLines(catalogue);
  if (catalogue.systems().length > 0) return lines;
  const folder = session.config.catalogueDir;
  throw failure(
    lines[0]?.problems[0] ??
      `There is no <system>.yaml in ${folder}: "mayday init ID" writes one, MAYDAY_CATALOGUE names another folder.`,
  );
}

async function instead([word = '', ...more]: readonly string[], session: Session): Promise<string> {
  const known = (await catalogueOf(session)).systems();
  if (known.includes(word)) return `Write "mayday systems show ${word}".`;
  const meant = didYouMean(word, ['show']) || '.';
  return `There is no "mayday systems ${[word, ...more].join(' ')}"${meant} It takes nothing, or show and the id of a system.`;
}
