import { homedir } from 'node:os';
import path from 'node:path';
import { flag, place, text } from './schemas.ts';
import { type Environment, settings } from './setting.ts';

/** What only the command line reads. */
export const commandLine = settings({
  MAYDAY_AS: {
    readBy: ['CLI'],
    kind: 'text',
    schema: text.optional(),
    otherwise: 'login name; decisions need it or `--as`',
    what: 'who you are in the catalogue',
  },
  MAYDAY_KEYS_DIR: {
    readBy: ['CLI'],
    kind: 'folder',
    schema: place,
    fallback: keysFolder,
    otherwise: '`$XDG_CONFIG_HOME` or `~/.config`, then `mayday/keys`',
    what: 'your private keys, mode 600',
  },
  NO_COLOR: { readBy: ['CLI'], kind: 'choice', schema: flag, what: 'anything = no colours' },
  DEBUG: { readBy: ['CLI'], kind: 'choice', schema: flag, what: 'anything = stack traces' },
});

function keysFolder(env: Environment): string {
  return path.join(env.XDG_CONFIG_HOME || path.join(homedir(), '.config'), 'mayday', 'keys');
}
