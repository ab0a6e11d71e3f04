import type { Command } from 'commander';
import { newEncryptionKey } from '../../../codec/new-key.ts';
import { usage } from '../../failure.ts';
import { makeKey } from '../../keys/key-folder.ts';
import type { Session } from '../session.ts';

/** `mayday keygen <name>`, `mayday keygen --encryption` */
export function keygen(program: Command, session: Session): void {
  program
    .command('keygen')
    .description('make your Ed25519 key, which your decisions are signed with')
    .argument('[name]', 'your name in the catalogue')
    .option('--encryption', 'print a new key for MAYDAY_ENCRYPTION_KEYS instead; nothing is kept of it')
    .action(async (name: string | undefined, { encryption }: { encryption?: true }) => {
      if ((name === undefined) === (encryption === undefined))
        throw usage('It takes your name in the catalogue, or --encryption: one of them.');
      if (name === undefined) {
        const key = newEncryptionKey(new Date());
        session.screen.print({ key }, () => key);
        session.screen.remark(
          'Put it behind a comma at the end of MAYDAY_ENCRYPTION_KEYS of every worker, gateway, codec server and command line first, and to its beginning when all have it (docs/encryption.md).',
        );
        return;
      }
      const { file, publicKey } = await makeKey(session.config.keysDir, name);
      const catalogueLine = `${name}: { publicKey: "${publicKey}" }`;
      session.screen.print({ name, file, publicKey, catalogueLine }, () => `  ${catalogueLine}`);
      session.screen.remark(
        `The private key is ${file}: keep it. The line above goes under "people" of systems/<system>.yaml, and ${name} under one of its "roles".`,
      );
    });
}
