import type { Command } from 'commander';
import { didYouMean } from '../../../systems/nearest.ts';
import { usage } from '../../failure.ts';
import type { Session } from '../session.ts';

/** `mayday help [command]` */
export function help(program: Command, _session: Session): void {
  program.helpCommand(false);
  program
    .command('help')
    .description('what a command takes')
    .argument('[command]')
    .action((name: string | undefined) => {
      if (name === undefined) return program.outputHelp();
      const command = program.commands.find((each) => each.name() === name);
      if (command) return command.outputHelp();
      const names = program.commands.map((each) => each.name());
      throw usage(`There is no command ${JSON.stringify(name)}${didYouMean(name, names) || '.'}`);
    });
}
