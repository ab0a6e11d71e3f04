import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';
import { cached, cachedOrMade } from './cache.ts';
import { readServersConfig, type ServersConfig } from './config.ts';

export type Say = (line: string) => void;

/** Where a server is: running at an address, or a program to start; `line` says which was chosen, for people. */
export type Found =
  | { readonly kind: 'address'; readonly address: string; readonly line: string }
  | { readonly kind: 'program'; readonly path: string; readonly line: string };

/** A finding that can be handed to another process. */
export type Outcome = Found | { readonly kind: 'missing'; readonly reason: string };

/** One way to make a program that is not on this machine yet. */
export interface Way {
  /** As in "built with Go". */
  readonly title: string;
  /** As in "about 4 minutes, once". */
  readonly lasts: string;
  /** Why this way is closed here, if it is. */
  closed(config: ServersConfig): Promise<string | undefined>;
  /** Puts the recipe's program into the empty folder; throws with the reason. */
  make(folder: string, config: ServersConfig): Promise<void>;
}

/** How one kind of server is found. */
export interface Recipe {
  /** Short and unique: part of the cache's key. */
  readonly name: string;
  readonly title: string;
  /** The pinned version. */
  readonly version: string;
  /** What is done to that version here: part of the cache's key, too. */
  revision?(): Promise<string>;
  /** The environment variable with the address of a running one; absent where only a program of our own is of use. */
  readonly addressVariable?: string;
  /** A program that the packages of this project bring along. */
  packaged?(): Promise<{ readonly path: string; readonly from: string } | undefined>;
  readonly onPath?: {
    /** One name, or several in the order in which they are looked for. */
    readonly command: string | readonly string[];
    /** Folders to look into after the PATH's. */
    readonly alsoIn?: readonly string[];
    /** Its version as text; throws with the reason if this program is of no use. */
    version(program: string): Promise<string>;
  };
  /** The file in the cached folder that is to be started. */
  readonly program: string;
  /** In the order in which they are tried. */
  readonly ways: readonly Way[];
  /** What a person can install or set, one thing an entry. */
  readonly remedies: readonly string[];
}

/** No server of this kind is here and none can be made; the message says what was tried and what to install or set. */
export class ServerMissing extends Error {
  override readonly name = 'ServerMissing';
}

/**
 * Finds a server: an address in the environment, a program of the packages or on the PATH, one cached from before,
 * else one made in the first way that is open; says one line on what was chosen.
 * @throws ServerMissing
 */
export async function find(
  recipe: Recipe,
  { say, config }: { say: Say; config: ServersConfig },
): Promise<Found> {
  const choose = (found: Found): Found => {
    say(found.line);
    return found;
  };
  const tried: string[] = [];
  const { title, version } = recipe;

  const address = recipe.addressVariable && config.address(recipe.addressVariable);
  if (address)
    return choose({ kind: 'address', address, line: `${title}: running, from ${recipe.addressVariable}` });

  const packaged = await recipe.packaged?.();
  if (packaged) {
    return choose({ kind: 'program', path: packaged.path, line: `${title} ${version}: ${packaged.from}` });
  }

  if (recipe.onPath) {
    const folders = [...config.searchPath, ...(recipe.onPath.alsoIn ?? [])];
    const commands = [recipe.onPath.command].flat();
    let program: string | undefined;
    for (const command of commands) program ??= await lookUp(command, folders);
    if (program) {
      try {
        const has = await recipe.onPath.version(program);
        const pinned = has.includes(version) ? '' : ` (pinned is ${version})`;
        return choose({
          kind: 'program',
          path: program,
          line: `${title} ${has}${pinned}: ${program}, from the PATH`,
        });
      } catch (error) {
        tried.push(`${program} is of no use: ${(error as Error).message}`);
      }
    } else {
      tried.push(`no ${commands.join(' or ')} on the PATH`);
    }
  }

  const revision = await recipe.revision?.();
  const key = [recipe.name, version, ...(revision ? [revision] : [])].join('-');
  const before = await cached(config.cacheDir, key);
  if (before) {
    const line = `${title} ${version}: ${before}, cached from before`;
    return choose({ kind: 'program', path: path.join(before, recipe.program), line });
  }

  for (const way of recipe.ways) {
    const closed = await way.closed(config);
    if (closed) {
      tried.push(closed);
      continue;
    }
    try {
      const folder = await cachedOrMade(config.cacheDir, key, {
        make: async (partial) => {
          say(`${title} ${version}: being ${way.title}, which takes ${way.lasts}`);
          await way.make(partial, config);
          await access(path.join(partial, recipe.program), constants.X_OK);
        },
        onWait: (pid) => say(`${title} ${version}: process ${pid} is getting it, waiting for that`),
      });
      const line = `${title} ${version}: ${folder}, ${way.title}`;
      return choose({ kind: 'program', path: path.join(folder, recipe.program), line });
    } catch (error) {
      tried.push(`could not be ${way.title}: ${(error as Error).message}`);
    }
  }
  const running = recipe.addressVariable && `set ${recipe.addressVariable} to the address of a running one`;
  throw new ServerMissing(
    `${title} ${version} is not to be had: ${tried.join('; ')}. Do one of these: ` +
      `${[...recipe.remedies, ...(running ? [running] : [])].join('; ')}.`,
  );
}

const outcomes = new Map<string, Promise<Found>>();

/** Like find with this process's environment, but looks and says only once a process, or uses what its parent found. */
export function findOnce(recipe: Recipe, say: Say = sayOnStderr): Promise<Found> {
  let outcome = outcomes.get(recipe.name);
  if (!outcome) {
    const config = readServersConfig();
    const before = config.foundBefore[recipe.name];
    if (before?.kind === 'missing') outcome = Promise.reject(new ServerMissing(before.reason));
    else outcome = before ? Promise.resolve(before) : find(recipe, { say, config });
    outcomes.set(recipe.name, outcome);
  }
  return outcome;
}

/** The first program of this name in these folders that may be executed. */
export async function lookUp(command: string, folders: readonly string[]): Promise<string | undefined> {
  for (const folder of folders) {
    const program = path.join(folder, command);
    const usable = await access(program, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (usable) return program;
  }
  return undefined;
}

function sayOnStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}
