import path from 'node:path';
import { type ReadEnvironment, readEnvironment } from '../../settings/read-environment.ts';
import { isLoopback } from '../../settings/schemas.ts';
import type { LogLevel } from '../../settings/several-processes.ts';
import type { Place } from '../../telemetry/page.ts';
import { type BoardSettings, readBoard } from '../board/settings.ts';
import type { Credentials } from './authentication.ts';
import { type HookSettings, readHooks } from './hook-settings.ts';
import { readSlackDoor, type SlackDoorSettings } from './slack/config.ts';
import { readWatchman, type WatchmanSettings } from './watchman.ts';

/** What the environment says about the gateway, read once. */
export interface Config {
  host: string;
  /** 0 = any free port */
  port: number;
  /** Folder of the catalogue files. */
  catalogue: string;
  logLevel: LogLevel;
  /** Addresses of the link or a cloud's own services that are asked all the same. */
  allowedAddresses?: string[];
  /** What senders of alerts must show; `anyone` only on a loopback address. */
  credentials: Credentials | 'anyone';
  /** Senders that sign. */
  hooks?: HookSettings;
  /** Absent = nobody is paged while Temporal is away. */
  watchman?: WatchmanSettings;
  /** Absent = clicks in Slack are not taken. */
  slack?: SlackDoorSettings;
  /** Where metrics are shown; absent = nowhere. */
  page?: Place;
  /** What is asked for each minute as a sign of life; absent = nobody outside hears one. */
  deadman?: string;
  /** Absent = no incident board. */
  board?: BoardSettings;
  /** Values that no log may show. */
  secrets: string[];
  /** A sentence for each variable that is probably misspelt. */
  remarks: string[];
  /** For `client/temporal.ts`, and for the variables that the catalogue names. */
  environment: Record<string, string | undefined>;
}

/**
 * Reads the gateway's settings. Empty counts as not set.
 * @throws Error with a sentence per wrong setting
 */
export function readConfig(from: NodeJS.ProcessEnv = process.env): Config {
  const read = readEnvironment(from, 'gateway');
  const { values, wrong, remarks, resolved, secrets, secretValues } = read;
  const hooks = readHooks(read);
  const config: Config = {
    host: values.MAYDAY_GATEWAY_HOST,
    port: values.MAYDAY_GATEWAY_PORT,
    catalogue: path.resolve(values.MAYDAY_CATALOGUE),
    logLevel: values.MAYDAY_LOG_LEVEL,
    allowedAddresses: values.MAYDAY_ALLOWED_ADDRESSES,
    credentials: readCredentials(read),
    hooks,
    watchman: readWatchman(values),
    slack: readSlackDoor(read),
    board: readBoard(read),
    ...(values.MAYDAY_GATEWAY_METRICS_PORT === undefined
      ? {}
      : { page: { host: values.MAYDAY_GATEWAY_METRICS_HOST, port: values.MAYDAY_GATEWAY_METRICS_PORT } }),
    deadman: values.MAYDAY_DEADMAN_URL,
    secrets: secretValues,
    remarks,
    environment: resolved,
  };
  if (wrong.length > 0) throw new Error(secrets.mask(wrong.join('\n')));
  return config;
}

const signing = ['MAYDAY_GRAFANA_SECRET', 'MAYDAY_SENTRY_SECRET', 'MAYDAY_PAGERDUTY_WEBHOOK_SECRET'] as const;

function readCredentials({ values, isSet, wrong }: ReadEnvironment): Credentials | 'anyone' {
  const {
    MAYDAY_HOOK_TOKEN: bearer,
    MAYDAY_HOOK_USER: user,
    MAYDAY_HOOK_PASSWORD: passwords,
    MAYDAY_HOOK_ALLOW_ANYONE: open,
    MAYDAY_GATEWAY_HOST: host,
  } = values;
  if (isSet('MAYDAY_HOOK_USER') !== isSet('MAYDAY_HOOK_PASSWORD')) {
    wrong.push('MAYDAY_HOOK_USER and MAYDAY_HOOK_PASSWORD belong together: set both or neither.');
  }
  if (isSet('MAYDAY_HOOK_TOKEN') || isSet('MAYDAY_HOOK_USER') || isSet('MAYDAY_HOOK_PASSWORD')) {
    if (open)
      wrong.push('MAYDAY_HOOK_ALLOW_ANYONE=1 contradicts the credentials that are set: keep one of them.');
    return {
      bearer: bearer.length > 0 ? bearer : undefined,
      basic: user && passwords.length > 0 ? { user, passwords } : undefined,
    };
  }
  // Some sign what they send, so that none of the others may be let in.
  if (!open && signing.some(isSet)) return {};
  if (!open) {
    wrong.push(
      'Nobody may send alerts: set MAYDAY_HOOK_TOKEN to what Alertmanager sends as bearer token (or MAYDAY_HOOK_USER and MAYDAY_HOOK_PASSWORD). Senders that sign have variables of their own (docs/hooks.md). To try things out on this machine only, MAYDAY_HOOK_ALLOW_ANYONE=1 asks for nothing.',
    );
  } else if (!isLoopback(host)) {
    wrong.push(
      `MAYDAY_HOOK_ALLOW_ANYONE=1 works on a loopback address only, and MAYDAY_GATEWAY_HOST is "${host}": set it to 127.0.0.1, or set MAYDAY_HOOK_TOKEN.`,
    );
  }
  return 'anyone';
}
