import type { Command } from 'commander';
import { signStatement } from '../../board/sign-in/statement.ts';
import { failure, usage } from '../../failure.ts';
import { keyFile, readKey } from '../../keys/key-folder.ts';
import type { Session } from '../session.ts';

/** `mayday sign-in` */
export function signIn(program: Command, session: Session): void {
  program
    .command('sign-in')
    .description('print a link that signs you in at the incident board, once, within 5 minutes')
    .option('--as <name>', 'whose key signs (MAYDAY_AS)')
    .option('--board <url>', 'where the gateway is (MAYDAY_BOARD_URL)')
    .action(async ({ as, board }: { as?: string; board?: string }) => {
      const { config, screen } = session;
      const person = as ?? config.person;
      if (!person) throw usage('Say who signs in: --as NAME (or MAYDAY_AS).');
      const gateway = originOf(board ?? config.boardUrl);
      const pem = await readKey(config.keysDir, person);
      if (!pem) {
        throw failure(
          `There is no key of ${person} at ${keyFile(config.keysDir, person)}: make one with "mayday keygen ${person}" and put the line it prints into the catalogue.`,
        );
      }
      const link = `${gateway}/board/sign-in?link=${signStatement(pem, gateway, Date.now())}`;
      screen.print({ person, gateway, link }, () => link);
      screen.remark('Open it in your browser within 5 minutes; it counts once. Show it to nobody.');
    });
}

/** @throws CommandFailure */
function originOf(url: string | undefined): string {
  if (!url)
    throw usage('Say where the gateway is: --board https://mayday.example.com (or MAYDAY_BOARD_URL).');
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed && ['http:', 'https:'].includes(parsed.protocol)) return parsed.origin;
  throw usage(`"${url}" is no address of a gateway: write it like https://mayday.example.com.`);
}
