import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { failure, usage } from '../../failure.ts';
import { explanationText } from '../render/explanation.ts';
import type { Session } from '../session.ts';

/** `mayday route <file>` */
export function route(program: Command, session: Session): void {
  program
    .command('route')
    .description(
      'where the alerts of a message to the gateway would go, and why; it sends and starts nothing',
    )
    .argument('<file>', 'the body of a webhook as JSON; - reads it from standard input')
    .option(
      '--from <sender>',
      'whose it is: alertmanager, grafana, sentry, pagerduty, or a name under "hooks" of the catalogue',
    )
    .action(async (file: string, { from }: { from?: string }) => {
      const body = await read(file);
      // Loading the schema takes a while, which no other verb should wait for.
      const { readMessage } = await import('../../alerts/read-message.ts');
      const { openCatalogue } = await import('../../../systems/open-catalogue.ts');
      const { explain } = await import('../../alerts/explanation.ts');
      const catalogue = openCatalogue(session.config.catalogueDir);
      const what = file === '-' ? 'Standard input' : file;
      const { sender, groups, wrong, nothing } = readAs(() => readMessage(body, from, catalogue));
      if (nothing) {
        session.screen.print({ nothing }, () => `${what} concerns no incident: ${nothing}.`);
        return;
      }
      if (groups.length === 0) throw failure(`${what} is no message of ${sender}. ${wrong.join(' ')}`);
      const explanations = groups.map((group) => explain(group, catalogue));
      session.screen.print(explanations.length === 1 ? explanations[0] : explanations, (look) =>
        explanations.map((each) => explanationText(each, look)).join('\n\n'),
      );
      if (wrong.length > 0) {
        session.screen.remark(
          `Of this message not everything is understood, and that opens an incident of its own: ${wrong.join(' ')}`,
        );
      }
      const broken = explanations[0]?.problems.length ?? 0;
      if (broken > 0) {
        session.screen.remark(
          `The catalogue has ${broken} ${broken > 1 ? 'things' : 'thing'} to mend, and the routes of a broken file do not count: "mayday validate" says all.`,
        );
      }
    });
}

function readAs<Read>(reading: () => Read): Read {
  try {
    return reading();
  } catch (error) {
    throw usage((error as Error).message);
  }
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
