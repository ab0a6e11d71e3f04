import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { text } from '../../archive/post-mortem/markdown.ts';
import type { Notice } from '../../workflows/contract/notices.ts';
import { diskFailure } from '../archive/disk-failure.ts';
import type { Channel } from '../dependencies.ts';
import { kernelLock } from '../notify/kernel-lock.ts';
import { entryMark, happened, isEnd, opening, title } from './words.ts';

/**
 * The channel `tickets` in a folder: a file of Markdown an incident, whole or as it was before, whoever is killed when;
 * saying the same again leaves every byte of it as it is. Throws `TargetUnreachable` where the disk is full, else the file system's errors.
 */
export function folderTickets(folder: string): Channel {
  let locked: ReturnType<typeof kernelLock> | undefined;
  return {
    async say(...notices) {
      const [first] = notices;
      if (!first) return;
      try {
        if (!locked) mkdirSync(folder, { recursive: true });
        locked ??= kernelLock(path.join(folder, '.lock'));
        await locked(() => write(fileOf(folder, first), notices));
      } catch (error) {
        throw diskFailure(error, 'The folder of tickets', folder);
      }
    },
    where: (notice) => path.resolve(fileOf(folder, notice)),
  };
}

function fileOf(folder: string, { incident, keyId }: Notice): string {
  return path.join(folder, `${`${incident}-${keyId.slice(0, 8)}`.replace(/[^A-Za-z0-9-]/g, '_')}.md`);
}

function write(file: string, notices: readonly Notice[]): void {
  const [first] = notices;
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const untold = notices.filter(({ entryId }) => !before.includes(entryMark(entryId)));
  if (!first || untold.length === 0) return;
  const begun = before || `# ${text(title(first))}\n\n${state('open')}\n\n${opening(first)}\n\n`;
  const end = untold.findLast(isEnd);
  const now = end ? begun.replace(state('open'), state(`closed (${end.phase}, ${end.at})`)) : begun;
  replace(file, `${now}${happened(untold)}\n`);
}

function state(word: string): string {
  return `Ticket: **${word}**`;
}

function replace(file: string, content: string): void {
  const partial = `${file}.partial`;
  const opened = openSync(partial, 'w');
  try {
    writeFileSync(opened, content);
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
  renameSync(partial, file);
}
