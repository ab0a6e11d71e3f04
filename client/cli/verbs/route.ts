import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { failure, usage } from '../failure.ts';
import { explanationText } from '../render/explanation.ts';
import type { Session } from '../session.ts';

/** `mayday route <file>` */
export function route(program: Command, session: Session): void {
  program
    .command('route')
    .description('where the alerts of an Alertmanager message would go, and why; it sends and starts nothing')
    .argument('<file>', 'the body of a webhook as JSON; - reads it from standard input')
    .action(async (file: string) => {
      const body = await read(file);
      // Loading the schema takes a while, which no other verb should wait for.
      const { readAlertmanager } = await import('../../alerts/alertmanager.ts');
      const { openCatalogue } = await import('../../../systems/open-catalogue.ts');
      const { explain } = await import('../routing/explanation.ts');
      const message = readAlertmanager(body);
      if (!message.understood) {
        throw failure(
          `${file === '-' ? 'Standard input' : file} is no message of Alertmanager. ${message.because}`,
        );
      }
      const explanation = explain(message.group, openCatalogue(session.config.catalogueDir));
      session.screen.print(explanation, (look) => explanationText(explanation, look));
      const broken = explanation.problems.length;
      if (broken > 0) {
        session.screen.remark(
          `The catalogue has ${broken} ${broken > 1 ? 'things' : 'thing'} to mend, and the routes of a broken file do not count: "mayday validate" says all.`,
        );
      }
    });
}

async function read(file: string): Promise<string> {
  if (file === '-') return text(process.stdin);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw usage(`There is no file ${file}: give one, or - for standard input.`);
    throw usage(`${file} cannot be read (${code ?? error}): give a file, or - for standard input.`);
  }
}
