import { homedir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { isAddressOrNetwork } from '../outbound/addresses.ts';
import { list, place, text } from './schemas.ts';
import { type Environment, settings } from './setting.ts';

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

export type LogLevel = (typeof levels)[number];

/** What several processes read. */
export const severalProcesses = settings({
  MAYDAY_CATALOGUE: {
    readBy: ['worker', 'gateway', 'CLI'],
    kind: 'folder',
    schema: text.default('systems'),
    otherwise: '`./systems`',
    mustBeThere: ['worker', 'gateway'],
    what: 'folder of the catalogue files',
    docs: 'your-own-system.md',
  },
  MAYDAY_ARCHIVE_DIR: {
    readBy: ['worker', 'gateway', 'CLI'],
    kind: 'folder',
    schema: place,
    fallback: archiveFolder,
    otherwise: '`$XDG_DATA_HOME` or `~/.local/share`, then `mayday/archive`',
    what: 'closed incidents: the worker writes them, the board, `mayday report` and `mayday audit` read them',
  },
  MAYDAY_ALLOWED_ADDRESSES: {
    readBy: ['worker', 'gateway', 'codec server'],
    kind: 'list',
    schema: list.refine(
      (given) => given.every(isAddressOrNetwork),
      'write addresses or networks with commas between, e.g. 169.254.1.2,fe80::/64',
    ),
    otherwise: 'none',
    what: "addresses and networks with commas between that are asked although they are of the link or a cloud's own service, e.g. `169.254.1.2`, by which Podman's containers reach their host",
    docs: 'security.md#what-is-asked-over-http',
  },
  MAYDAY_LOG_LEVEL: {
    readBy: ['worker', 'gateway', 'codec server'],
    kind: 'choice',
    schema: z.enum(levels, `write ${levels.slice(0, -1).join(', ')} or ${levels.at(-1)}`).default('info'),
    otherwise: '`info`',
    what: `how much the log says: ${levels.map((level) => `\`${level}\``).join(', ')}`,
  },
});

// Records outlive clones, and everybody must find the same ones from any working directory.
function archiveFolder(env: Environment): string {
  return path.join(
    env.XDG_DATA_HOME || path.join(env.HOME || homedir(), '.local/share'),
    'mayday',
    'archive',
  );
}
