import { readFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { type Audit, auditHistory, auditKept, type Reader } from '../../../archive/audit/audit.ts';
import { readHistory } from '../../../archive/audit/history.ts';
import { keptUnder, readKept } from '../../../archive/audit/kept.ts';
import { failure, usage } from '../../failure.ts';
import { nameStart } from '../../incidents/match.ts';
import { clockTime } from '../../times.ts';
import { openedHistory } from '../audit/opened-history.ts';
import { auditKeys, peoplesKeys } from '../audit/public-keys.ts';
import { auditDocument, auditText, isUnproved } from '../render/audit.ts';
import type { Session } from '../session.ts';

interface Options {
  history?: string;
  key: string[];
  keys?: string;
  all?: true;
}

/** `mayday audit [id]` */
export function audit(program: Command, session: Session): void {
  program
    .command('audit')
    .description(
      'who decided and changed what, and whether the record is as it was written; from the archive',
    )
    .argument('[id]', 'a closed incident')
    .option(
      '--history <file>',
      'a run\'s history instead, as "temporal workflow show --output json" writes it',
    )
    .addOption(
      new Option('--key <base64>', 'public key that seals count by').argParser(collected).default([]),
    )
    .option('--keys <file>', "people's public keys, lines as keygen prints them, instead of the catalogue's")
    .option('--all', 'also what was only seen and said')
    .action(async (id: string | undefined, { all, ...options }: Options) => {
      const found = await audited(session, id, options);
      session.screen.print(auditDocument(found), (look) => auditText(found, all === true, look));
      const { incident, faults } = found;
      if (faults.length > 0)
        throw failure(
          `${incident}: ${faults.length === 1 ? 'one thing is' : `${faults.length} things are`} not as written.`,
        );
      if (isUnproved(found))
        throw failure(`${incident} was made before entries were chained: nothing in it can be proved.`);
    });
}

async function audited(session: Session, id: string | undefined, options: Options): Promise<Audit> {
  const { history } = options;
  if ((id === undefined) === (history === undefined))
    throw usage('It takes a closed incident, or --history FILE: one of them.');
  if (history !== undefined) {
    const text = await readFile(history, 'utf8').catch((error: Error) => {
      throw usage(`${history} cannot be read: ${error.message}.`);
    });
    return await inHistory(session, await opened(session, history, text), history, options);
  }
  const { archiveDir } = session.config;
  const name = await folderOf(archiveDir, id ?? '');
  const kept = await readKept(archiveDir, name);
  for (const one of kept.histories) one.text = await opened(session, one.name, one.text);
  return auditKept(kept, await reader(session, kept.record.system, options));
}

async function opened(session: Session, file: string, text: string): Promise<string> {
  return await openedHistory(session, text).catch((error: Error) => {
    throw failure(`${file} cannot be decrypted. ${error.message}.`);
  });
}

async function inHistory(session: Session, text: string, file: string, options: Options): Promise<Audit> {
  const run = readable(file, () => readHistory(text));
  const by = await reader(session, run.record?.system ?? '', options);
  return readable(file, () => auditHistory(run, by));
}

/** @throws CommandFailure where the file is no history of an incident */
function readable<T>(file: string, look: () => T): T {
  try {
    return look();
  } catch (error) {
    throw failure(`${file} cannot be audited. ${(error as Error).message}.`);
  }
}

async function folderOf(archiveDir: string, id: string): Promise<string> {
  const start = nameStart(id);
  if (start === undefined) throw usage(`"${id}" is no incident: write it like INC-7K3FQ2.`);
  const [name, ...more] = await keptUnder(archiveDir, start);
  if (name === undefined) {
    throw failure(
      `The archive at ${archiveDir} has no ${start}: it has not ended, or MAYDAY_ARCHIVE_DIR is not the worker's. Of an open one: temporal workflow show -w ID --output json, then --history FILE.`,
    );
  }
  if (more.length > 0) throw usage(`"${id}" begins several: ${[name, ...more].join(', ')}.`);
  return name;
}

async function reader(session: Session, system: string, { key, keys }: Options): Promise<Reader> {
  const { config, screen } = session;
  const { now, timeZone } = screen.look();
  return {
    keys: auditKeys(key, config.auditKeys),
    people: await peoplesKeys(session, system, keys),
    clock: (at) => clockTime(at, now, timeZone),
  };
}

function collected(value: string, before: string[]): string[] {
  return [...before, value];
}
