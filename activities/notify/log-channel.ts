import type { Notice } from '../../workflows/contract/notices.ts';
import { diskFailure } from '../archive/disk-failure.ts';
import type { Channel } from '../dependencies.ts';
import { kernelLock } from './kernel-lock.ts';
import { saidEntries } from './said-entries.ts';

/** Where lines for people go. */
export interface Terminal {
  write(text: string): unknown;
}

/**
 * The channel `log`: one JSON line a notice in a file, exactly once for its (key id, entry id) whoever is killed when,
 * and a line for people on the terminal. Throws `TargetUnreachable` where the disk is full, else the file system's errors.
 */
export function logChannel(file: string, terminal: Terminal): Channel {
  const locked = kernelLock(`${file}.lock`);
  const entries = saidEntries(file);
  return {
    async say(...notices) {
      for (const notice of notices) {
        const appended = await locked(() => entries.append(notice, JSON.stringify(notice))).catch(
          (error: unknown) => {
            throw diskFailure(error, 'The channel log', file);
          },
        );
        if (appended) terminal.write(forPeople(notice));
      }
    },
  };
}

/** `03:12:05 INC-7K3FQ2 PAGE alice: …`, the time in UTC; longer text indented below. */
export function forPeople(notice: Notice): string {
  const time = new Date(notice.at).toISOString().slice(11, 19);
  const whom = notice.people.length > 0 ? ` ${notice.people.join(', ')}` : '';
  const mode = notice.mode ? `(${notice.mode}) ` : '';
  const head = `${time} ${notice.incident} ${mode}${notice.kind.toUpperCase()}${whom}: ${notice.text}`;
  const below = notice.details.flatMap((detail) => detail.split('\n')).map((line) => `    ${line}`);
  return `${[head, ...below].map(printable).join('\n')}\n`;
}

// An alert's text must not move the cursor of somebody's terminal.
function printable(line: string): string {
  return line.replace(/\p{Cc}+/gu, ' ').trimEnd();
}
