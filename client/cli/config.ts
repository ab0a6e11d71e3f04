import { homedir, userInfo } from 'node:os';
import path from 'node:path';
import { archiveFolder } from '../../archive/folder.ts';

/** What the environment says about the command line, read once. */
export interface CliConfig {
  /** Who decides and signs unless `--as` says so. */
  person: string | undefined;
  /** Who is named for what needs no signature and has no `--as`. */
  login: string;
  keysDir: string;
  catalogueDir: string;
  /** Closed incidents, where the worker keeps them. */
  archiveDir: string;
  noColor: boolean;
  /** Show stack traces. */
  debug: boolean;
  /** For the connection to Temporal, which reads `TEMPORAL_*` and its configuration file. */
  environment: Readonly<Record<string, string | undefined>>;
}

/** Reads the command line's settings from an environment. */
export function readCliConfig(env: NodeJS.ProcessEnv = process.env): CliConfig {
  const configHome = env.XDG_CONFIG_HOME || path.join(homedir(), '.config');
  return {
    person: env.MAYDAY_AS || undefined,
    login: env.MAYDAY_AS || loginName(),
    keysDir: env.MAYDAY_KEYS_DIR || path.join(configHome, 'mayday', 'keys'),
    catalogueDir: env.MAYDAY_CATALOGUE || 'systems',
    archiveDir: archiveFolder(env),
    noColor: Boolean(env.NO_COLOR),
    debug: Boolean(env.DEBUG),
    environment: env,
  };
}

function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a user id that has no name.
    return 'someone';
  }
}
