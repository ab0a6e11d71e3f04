import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { ApplicationFailure } from '@temporalio/common';
import { type ClientConnectConfig, loadClientConnectConfig } from '@temporalio/envconfig';
import { z } from 'zod';
import type { OwnCluster, Resolve, Signer } from '../activities/dependencies.ts';
import { type OwnWorkload, readOwnWorkload } from '../activities/kubernetes/own-workloads.ts';
import type { SmtpSettings } from '../activities/mail/smtp.ts';
import type { PagerDutySettings } from '../activities/pagerduty/on-calls.ts';
import { type OwnPart, readOwnPart } from '../activities/postgres/own-parts.ts';
import type { SlackSettings } from '../activities/slack/slack-client.ts';
import { archiveFolder } from '../archive/folder.ts';
import { knowSecrets, type Secrets } from '../settings/secrets.ts';
import { final } from '../workflows/contract/failures.ts';
import { readAuditSettings } from './audit-settings.ts';
import { readMailSettings } from './mail-settings.ts';
import { ownCluster, ownPod } from './own-cluster.ts';
import { readPagerDutySettings } from './pagerduty-settings.ts';
import { readSlackSettings } from './slack-settings.ts';
import { type DeploymentVersion, readDeploymentVersion } from './versioning.ts';

/** Everything the worker takes from its environment, read once. */
export interface Config {
  /** Folder of the catalogue files. */
  catalogue: string;
  /** Folder of the closed incidents. */
  archive: string;
  /** File of the log channel. */
  channelLog: string;
  /** Pools whose checks and effects run here. */
  pools: string[];
  /** Whether workflows, notifications and the catalogue are served here, too. */
  coordinates: boolean;
  /** Where the machine's root folder is mounted, for a worker in a container; empty = the worker's own. */
  hostRoot: string;
  /** A workflow bundle made ahead; without it one is made at the start. */
  workflowBundle?: string;
  /** Absent = unversioned. */
  version?: DeploymentVersion;
  /** ms until a task that waits for a worker which is gone goes to another. */
  stickyTimeout: number;
  logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error';
  /** Where and how Temporal is reached: `TEMPORAL_…` variables and profiles, as with the `temporal` command. */
  temporal: ClientConnectConfig;
  namespace: string;
  /** Absent = nothing is said in Slack. */
  slack?: SlackSettings;
  /** Absent = PagerDuty is never asked. */
  pagerDuty?: PagerDutySettings;
  /** Absent = no mail is sent. */
  mail?: SmtpSettings;
  /** Public keys of the gateways that vouch for clicks in Slack. */
  gatewayKeys: string[];
  /** Signs what incidents leave behind; absent = unsigned. */
  signer?: Signer;
  /** Databases that Mayday itself hangs on. */
  ownParts: OwnPart[];
  /** What Mayday itself runs in, that of its own pod among it. */
  ownWorkloads: OwnWorkload[];
  /** Absent = the worker reaches no cluster by itself. */
  kubernetes?: OwnCluster;
  /** Folder of the files that may be applied to a cluster. */
  manifests?: string;
  resolve: Resolve;
  secrets: Secrets;
}

/** The environment does not make a config; the message has one sentence a line. */
export class ConfigRefused extends Error {
  override readonly name = 'ConfigRefused';
}

/**
 * Reads the worker's settings; an empty variable counts as not set.
 * @throws ConfigRefused with all that is wrong at once
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const env = setOnes(environment);
  const read = variables(env).safeParse(env);
  const sentences = read.success
    ? []
    : read.error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}.`);
  const secrets = knowSecrets(env);
  const { slack, gatewayKeys, wrong } = readSlackSettings((name) => valueNamed(name, env));
  sentences.push(...wrong);
  if (slack) secrets.learn('MAYDAY_SLACK_TOKEN', slack.token);
  const { pagerDuty, wrong: misread } = readPagerDutySettings((name) => valueNamed(name, env));
  sentences.push(...misread);
  if (pagerDuty) secrets.learn('MAYDAY_PAGERDUTY_TOKEN', pagerDuty.token);
  const { mail, wrong: unsendable } = readMailSettings((name) => valueNamed(name, env));
  sentences.push(...unsendable);
  if (mail?.password) secrets.learn('MAYDAY_SMTP_PASSWORD', mail.password);
  const { version, wrong: unversionable } = readDeploymentVersion((name) => valueNamed(name, env));
  sentences.push(...unversionable);
  const audit = readAuditSettings((name) => valueNamed(name, env));
  sentences.push(...audit.wrong);
  for (const line of audit.secrets) secrets.learn('MAYDAY_AUDIT_KEY', line);
  let temporal: ClientConnectConfig | undefined;
  try {
    temporal = temporalSettings(env, secrets);
  } catch (error) {
    sentences.push(`The Temporal settings cannot be used: ${(error as Error).message}.`);
  }
  if (!read.success || !temporal || sentences.length > 0)
    throw new ConfigRefused(secrets.mask(sentences.join('\n')));
  const set = read.data;
  const kubernetes = ownCluster(env);
  return {
    catalogue: set.MAYDAY_CATALOGUE,
    archive: set.MAYDAY_ARCHIVE_DIR,
    channelLog: set.MAYDAY_CHANNEL_LOG,
    pools: set.MAYDAY_POOLS,
    coordinates: set.MAYDAY_COORDINATES === 'yes',
    hostRoot: set.MAYDAY_HOST_ROOT,
    ...(set.MAYDAY_WORKFLOW_BUNDLE ? { workflowBundle: set.MAYDAY_WORKFLOW_BUNDLE } : {}),
    ...(version ? { version } : {}),
    stickyTimeout: set.MAYDAY_STICKY_TIMEOUT,
    logLevel: set.MAYDAY_LOG_LEVEL,
    temporal,
    namespace: temporal.namespace ?? 'default',
    ...(slack ? { slack } : {}),
    ...(pagerDuty ? { pagerDuty } : {}),
    ...(mail ? { mail } : {}),
    gatewayKeys,
    ...(audit.signer ? { signer: audit.signer } : {}),
    ownParts: set.MAYDAY_OWN_PARTS.filter((part) => part !== undefined && 'server' in part),
    ownWorkloads: [
      ...set.MAYDAY_OWN_PARTS.filter((part) => part !== undefined && 'namespace' in part),
      ...ownPod(env),
    ],
    ...(kubernetes ? { kubernetes } : {}),
    ...(set.MAYDAY_MANIFESTS ? { manifests: set.MAYDAY_MANIFESTS } : {}),
    resolve: resolveFrom(env, secrets),
    secrets,
  };
}

function variables(env: Record<string, string>) {
  const home = env.HOME ?? homedir();
  const state = path.join(env.XDG_STATE_HOME ?? path.join(home, '.local/state'), 'mayday');
  return z.object({
    MAYDAY_CATALOGUE: z
      .string()
      .default('./systems')
      .transform((given) => path.resolve(given))
      .refine(isFolder, { error: ({ input }) => `is "${input}", which is not a folder` }),
    MAYDAY_ARCHIVE_DIR: z
      .string()
      .default(archiveFolder(env))
      .transform((given) => path.resolve(given)),
    MAYDAY_CHANNEL_LOG: z
      .string()
      .default(path.join(state, 'channel.jsonl'))
      .transform((given) => path.resolve(given)),
    MAYDAY_POOLS: z
      .string()
      .default('main')
      .transform((given) => [...new Set(given.split(',').map((pool) => pool.trim()))])
      .refine((pools) => pools.every((pool) => /^[a-z0-9][a-z0-9-]*$/.test(pool)), {
        error: ({ input }) =>
          `is "${input}"; write names of lower-case letters, digits and dashes with commas between, e.g. main,eu-west`,
      }),
    MAYDAY_COORDINATES: z
      .enum(['yes', 'no'], { error: ({ input }) => `is "${input}"; write yes or no` })
      .default('yes'),
    MAYDAY_HOST_ROOT: z
      .string()
      .default('')
      .transform((given) => (given === '' || given === '/' ? '' : path.resolve(given)))
      .refine((given) => given === '' || isFolder(given), {
        error: ({ input }) => `is "${input}", which is not a folder`,
      }),
    MAYDAY_MANIFESTS: z
      .string()
      .transform((given) => path.resolve(given))
      .refine(isFolder, { error: ({ input }) => `is "${input}", which is not a folder` })
      .optional(),
    MAYDAY_WORKFLOW_BUNDLE: z
      .string()
      .transform((given) => path.resolve(given))
      .refine(isFile, {
        error: ({ input }) =>
          `is "${input}", which is not a file; make it with node worker/bundle.ts <file>, or leave it unset`,
      })
      .optional(),
    MAYDAY_STICKY_TIMEOUT: z
      .string()
      .default('1s')
      .transform((given) => milliseconds(given) ?? Number.NaN)
      .refine((ms) => ms >= 100 && ms <= 60_000, {
        error: () => `is "${env.MAYDAY_STICKY_TIMEOUT}"; write a time between 100ms and 60s, e.g. 1s`,
      }),
    MAYDAY_OWN_PARTS: z
      .string()
      .default('')
      .transform((given) =>
        given
          .split(',')
          .flatMap((part) => part.trim() || [])
          .map((part) => readOwnPart(part) ?? readOwnWorkload(part)),
      )
      .refine((parts): parts is (OwnPart | OwnWorkload)[] => parts.every((part) => part !== undefined), {
        error: () =>
          'is not understood; write postgres://host:port/database, kubernetes://namespace/deployment/name or kubernetes://namespace with commas between, e.g. postgres://temporal-db:5432/temporal',
      }),
    MAYDAY_LOG_LEVEL: z
      .enum(['trace', 'debug', 'info', 'warn', 'error'], {
        error: ({ input }) => `is "${input}"; write trace, debug, info, warn or error`,
      })
      .default('info'),
  });
}

function temporalSettings(env: Record<string, string>, secrets: Secrets): ClientConnectConfig {
  const settings = { ...env };
  const apiKey = valueNamed('TEMPORAL_API_KEY', env);
  if (apiKey !== undefined) settings.TEMPORAL_API_KEY = apiKey;
  const loaded = loadClientConnectConfig({ overrideEnvVars: settings });
  const { apiKey: key, metadata } = loaded.connectionOptions;
  if (key) secrets.learn('TEMPORAL_API_KEY', key);
  for (const [name, value] of Object.entries(metadata ?? {})) {
    if (typeof value === 'string' && /authorization|token|key/i.test(name))
      secrets.learn('AUTHORIZATION', value);
  }
  return loaded;
}

/** `${NAME}` → the variable of that name, or the content of the file that `NAME_FILE` names. */
function resolveFrom(env: Record<string, string>, secrets: Secrets): Resolve {
  return (reference) =>
    reference.replaceAll(/\$\{([^}]*)\}?/g, (written, name: string) => {
      if (!written.endsWith('}') || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
        throw refusal(`"${written}" names no variable; write it like \${NAME}`);
      }
      let value: string | undefined;
      try {
        value = valueNamed(name, env);
      } catch (error) {
        throw refusal((error as Error).message);
      }
      if (value === undefined) {
        throw refusal(`${name} is not set in the worker's environment, nor is ${name}_FILE`);
      }
      secrets.learn(name, value);
      return value;
    });
}

// The file is read each time, so that a secret can be renewed while the worker runs.
function valueNamed(name: string, env: Record<string, string>): string | undefined {
  const file = env[`${name}_FILE`];
  if (file === undefined) return env[name];
  if (env[name] !== undefined) throw new Error(`${name} and ${name}_FILE are both set; keep one of them`);
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    throw new Error(
      `${name}_FILE is "${file}", which cannot be read (${(error as NodeJS.ErrnoException).code})`,
    );
  }
}

function refusal(message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, final.invalidInput);
}

function setOnes(environment: NodeJS.ProcessEnv): Record<string, string> {
  const set: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) if (value) set[name] = value;
  return set;
}

function milliseconds(text: string): number | undefined {
  const written = /^(\d+(?:\.\d+)?) ?(ms|s|m)$/.exec(text.trim());
  const unit = { ms: 1, s: 1_000, m: 60_000 }[written?.[2] ?? ''];
  return unit && Number(written?.[1]) * unit;
}

function isFolder(place: string): boolean {
  return statSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function isFile(place: string): boolean {
  return statSync(place, { throwIfNoEntry: false })?.isFile() ?? false;
}
