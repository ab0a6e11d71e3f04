import { homedir } from 'node:os';
import path from 'node:path';
import type { Outcome } from './find.ts';

/** What the environment says about servers, read once. */
export interface ServersConfig {
  /** Folder of the servers got before. */
  readonly cacheDir: string;
  /** Folders of programs, in order: that of KUBEBUILDER_ASSETS, if set, then those of the PATH. */
  readonly searchPath: readonly string[];
  /** Time-out of a first connection to a download site, in ms. */
  readonly connectTimeoutMs: number;
  /** What a parent process already found, by recipe name. */
  readonly foundBefore: Readonly<Record<string, Outcome>>;
  /** The address of a running server that a person set in this variable. */
  address(variable: string): string | undefined;
}

/** Reads the servers' settings from an environment. */
export function readServersConfig(env: NodeJS.ProcessEnv = process.env): ServersConfig {
  const cacheHome = env.XDG_CACHE_HOME || path.join(homedir(), '.cache');
  return {
    cacheDir: env.MAYDAY_CACHE_DIR || path.join(cacheHome, 'mayday'),
    searchPath: [env.KUBEBUILDER_ASSETS ?? '', ...(env.PATH ?? '').split(path.delimiter)].filter(Boolean),
    connectTimeoutMs: 5_000,
    foundBefore: env.MAYDAY_SERVERS_FOUND ? JSON.parse(env.MAYDAY_SERVERS_FOUND) : {},
    address: (variable) => env[variable] || undefined,
  };
}

/** The environment variable that hands what was found to child processes. */
export function foundVariable(found: Readonly<Record<string, Outcome>>): Record<string, string> {
  return { MAYDAY_SERVERS_FOUND: JSON.stringify(found) };
}
