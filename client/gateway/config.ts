import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { type BoardSettings, boardListNames, boardSecretNames, readBoard } from '../board/settings.ts';
import type { Credentials } from './authentication.ts';
import { type HookSettings, hookSecretNames, readHooks } from './hook-settings.ts';
import { secretList } from './secret-list.ts';
import {
  linesOfKey,
  readSlackDoor,
  type SlackDoorSettings,
  slackListNames,
  slackSecretNames,
} from './slack/config.ts';
import { readWatchman, type WatchmanSettings } from './watchman.ts';

/** What the environment says about the gateway, read once. */
export interface Config {
  host: string;
  /** 0 = any free port */
  port: number;
  /** Folder of the catalogue files. */
  catalogue: string;
  logLevel: string;
  /** What senders of alerts must show; `anyone` only on a loopback address. */
  credentials: Credentials | 'anyone';
  /** Senders that sign. */
  hooks?: HookSettings;
  /** Absent = nobody is paged while Temporal is away. */
  watchman?: WatchmanSettings;
  /** Absent = clicks in Slack are not taken. */
  slack?: SlackDoorSettings;
  /** Absent = no incident board. */
  board?: BoardSettings;
  /** Values that no log may show. */
  secrets: string[];
  /** For `client/temporal.ts`. */
  environment: Record<string, string | undefined>;
}

/** Those that may hold several, `NEW,OLD`. */
const listNames = [
  'MAYDAY_HOOK_TOKEN',
  'MAYDAY_HOOK_PASSWORD',
  ...hookSecretNames,
  ...slackListNames,
  ...boardListNames,
];
const secretNames = [
  ...listNames,
  'TEMPORAL_API_KEY',
  'MAYDAY_PAGERDUTY_TOKEN',
  'MAYDAY_PAGERDUTY_ROUTING_KEY',
  ...slackSecretNames,
  ...boardSecretNames,
];
const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

const settings = z.object({
  MAYDAY_GATEWAY_HOST: z.string().default('127.0.0.1'),
  MAYDAY_GATEWAY_PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'is not a port: write a number from 0 (any free one) to 65535')
    .transform(Number)
    .refine((port) => port <= 65_535, 'is not a port: write a number from 0 (any free one) to 65535')
    .default(8080),
  MAYDAY_CATALOGUE: z
    .string()
    .default('./systems')
    .transform((given) => path.resolve(given))
    .refine(isFolder, 'is not a folder: write the one that holds the catalogue files'),
  MAYDAY_LOG_LEVEL: z.enum(levels, `is not a log level: write one of ${levels.join(', ')}`).default('info'),
  MAYDAY_HOOK_ALLOW_ANYONE: z
    .enum(['0', '1'], 'is not understood: write 1 to accept alerts from anybody, or leave it out')
    .default('0'),
  MAYDAY_HOOK_TOKEN: z.string().optional(),
  MAYDAY_HOOK_USER: z
    .string()
    .refine((user) => !user.includes(':'), 'holds a colon, which basic auth cannot send')
    .optional(),
  MAYDAY_HOOK_PASSWORD: z.string().optional(),
});

/**
 * Reads the gateway's settings; every secret may also be a file named by NAME_FILE. Empty counts as not set.
 * @throws Error with a sentence per wrong setting
 */
export function readConfig(from: NodeJS.ProcessEnv = process.env): Config {
  const environment: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(from)) if (value?.trim()) environment[name] = value.trim();
  const wrong = readSecretFiles(environment);

  const read = settings.safeParse(environment);
  for (const {
    path: [name],
    message,
  } of read.error?.issues ?? []) {
    const found = secretNames.includes(String(name)) ? '' : ` "${environment[String(name)] ?? './systems'}"`;
    wrong.push(`${String(name)}${found} ${message}.`);
  }
  if (!read.success) throw new Error(wrong.join('\n'));

  const hooks = readHooks(environment, wrong);
  const config: Config = {
    host: read.data.MAYDAY_GATEWAY_HOST,
    port: read.data.MAYDAY_GATEWAY_PORT,
    catalogue: read.data.MAYDAY_CATALOGUE,
    logLevel: read.data.MAYDAY_LOG_LEVEL,
    credentials: readCredentials(read.data, Object.keys(hooks).length > 0, wrong),
    hooks,
    watchman: readWatchman(environment, wrong),
    slack: readSlackDoor(environment, wrong),
    board: readBoard(environment, wrong),
    secrets: [
      ...secretNames.flatMap((name) => environment[name] ?? []),
      ...listNames.flatMap((name) => secretList(name, environment[name], [])),
      ...linesOfKey(environment.MAYDAY_GATEWAY_KEY),
    ],
    environment,
  };
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
  return config;
}

function readSecretFiles(environment: Record<string, string | undefined>): string[] {
  const wrong: string[] = [];
  for (const name of secretNames) {
    const file = environment[`${name}_FILE`];
    if (!file) continue;
    if (environment[name]) {
      wrong.push(`${name} and ${name}_FILE are both set: keep one of them.`);
      continue;
    }
    try {
      environment[name] = readFileSync(file, 'utf8').trim();
      if (!environment[name]) wrong.push(`${name}_FILE names ${file}, which is empty.`);
    } catch (error) {
      wrong.push(`${name}_FILE names ${file}, which cannot be read: ${(error as Error).message}.`);
    }
  }
  return wrong;
}

/** `signed`: there are senders that sign, so that none of the others may be let in. */
function readCredentials(
  read: z.output<typeof settings>,
  signed: boolean,
  wrong: string[],
): Credentials | 'anyone' {
  const { MAYDAY_HOOK_TOKEN: token, MAYDAY_HOOK_USER: user, MAYDAY_HOOK_PASSWORD: password } = read;
  const open = read.MAYDAY_HOOK_ALLOW_ANYONE === '1';
  if (Boolean(user) !== Boolean(password)) {
    wrong.push('MAYDAY_HOOK_USER and MAYDAY_HOOK_PASSWORD belong together: set both or neither.');
  }
  const passwords = secretList('MAYDAY_HOOK_PASSWORD', password, wrong);
  const bearer = token ? secretList('MAYDAY_HOOK_TOKEN', token, wrong) : undefined;
  const basic = user && password ? { user, passwords } : undefined;
  if (bearer || basic) {
    if (open)
      wrong.push('MAYDAY_HOOK_ALLOW_ANYONE=1 contradicts the credentials that are set: keep one of them.');
    return { bearer, basic };
  }
  if (!open && signed) return {};
  if (!open) {
    wrong.push(
      'Nobody may send alerts: set MAYDAY_HOOK_TOKEN to what Alertmanager sends as bearer token (or MAYDAY_HOOK_USER and MAYDAY_HOOK_PASSWORD). Senders that sign have variables of their own (docs/hooks.md). To try things out on this machine only, MAYDAY_HOOK_ALLOW_ANYONE=1 asks for nothing.',
    );
  } else if (!isLoopback(read.MAYDAY_GATEWAY_HOST)) {
    wrong.push(
      `MAYDAY_HOOK_ALLOW_ANYONE=1 works on a loopback address only, and MAYDAY_GATEWAY_HOST is "${read.MAYDAY_GATEWAY_HOST}": set it to 127.0.0.1, or set MAYDAY_HOOK_TOKEN.`,
    );
  }
  return 'anyone';
}

function isFolder(place: string): boolean {
  return statSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
