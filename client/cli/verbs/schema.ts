import type { Command } from 'commander';
import type { Session } from '../session.ts';

/** `mayday schema` */
export function schema(program: Command, session: Session): void {
  program
    .command('schema')
    .description('the JSON Schema of a catalogue file, for your editor: mayday schema > systems/schema.json')
    .action(async () => {
      const { catalogueJsonSchema } = await import('../../../systems/json-schema.ts');
      const document = catalogueJsonSchema();
      session.screen.print(document, () => JSON.stringify(document, null, 2));
    });
}
