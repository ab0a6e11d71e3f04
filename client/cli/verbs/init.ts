import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { failure, usage } from '../../failure.ts';
import type { Session } from '../session.ts';

/** `mayday init <id>` */
export function init(program: Command, session: Session): void {
  program
    .command('init')
    .description('write a catalogue file to begin with, for a system of your own')
    .argument('<id>', 'the name of the system: lower-case letters, digits and "-"')
    .option('--stdout', 'print it instead of writing it')
    .action(async (id: string, options: { stdout?: true }) => {
      await refuseBadId(id);
      const { startingFile } = await import('../../../systems/starting-file.ts');
      const text = startingFile(id);
      if (options.stdout) return session.screen.print({ system: id, text }, () => text.trimEnd());
      const file = path.join(session.config.catalogueDir, `${id}.yaml`);
      await write(file, text);
      session.screen.print({ system: id, file }, () => `${file} is written: fill in 1 to 3 of it.`);
      session.screen.remark(`Then "mayday validate ${file}", and "mayday systems show ${id}".`);
    });
}

async function refuseBadId(id: string): Promise<void> {
  const { systemFile } = await import('../../../systems/schema.ts');
  const { error } = systemFile.shape.system.safeParse(id);
  if (!error) return;
  const fitting = id
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '')
    .slice(0, 63);
  const instead = fitting ? `, for example "${fitting}"` : '';
  throw usage(
    `${JSON.stringify(id.slice(0, 100))} is no id of a system: it takes ${error.issues[0]?.message}, beginning with a letter${instead}.`,
  );
}

async function write(file: string, text: string): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw failure(`${file} is there already and is never overwritten.`);
    throw failure(`${file} cannot be written (${code ?? message}): MAYDAY_CATALOGUE names the folder.`);
  }
}
