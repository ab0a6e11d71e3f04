import type { Command } from 'commander';
import { makeKey } from '../../keys/key-folder.ts';
import type { Session } from '../session.ts';

/** `mayday keygen <name>` */
export function keygen(program: Command, session: Session): void {
  program
    .command('keygen')
    .description('make your Ed25519 key, which your decisions are signed with')
    .argument('<name>', 'your name in the catalogue')
    .action(async (name: string) => {
      const { file, publicKey } = await makeKey(session.config.keysDir, name);
      const catalogueLine = `${name}: { publicKey: "${publicKey}" }`;
      session.screen.print({ name, file, publicKey, catalogueLine }, () => `  ${catalogueLine}`);
      session.screen.remark(
        `The private key is ${file}: keep it. The line above goes under "people" of systems/<system>.yaml, and ${name} under one of its "roles".`,
      );
    });
}
