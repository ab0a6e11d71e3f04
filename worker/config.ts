import path from 'node:path';
import { type ClientConnectConfig, loadClientConnectConfig } from '@temporalio/envconfig';
import type { OwnCluster, Resolve, Signer } from '../activities/dependencies.ts';
import type { OwnWorkload } from '../activities/kubernetes/own-workloads.ts';
import type { SmtpSettings } from '../activities/mail/smtp.ts';
import type { PagerDutySettings } from '../activities/pagerduty/on-calls.ts';
import type { OwnPart } from '../activities/postgres/own-parts.ts';
import type { SlackSettings } from '../activities/slack/slack-client.ts';
import type { KeyRing } from '../codec/key-ring.ts';
import { type ReadEnvironment, readEnvironment } from '../settings/read-environment.ts';
import type { Secrets } from '../settings/secrets.ts';
import type { LogLevel } from '../settings/several-processes.ts';
import type { Place } from '../telemetry/page.ts';
import { readSigner } from './audit-settings.ts';
import { readMailSettings } from './mail-settings.ts';
import { ownCluster, ownPod } from './own-cluster.ts';
import { readOwnParts } from './own-parts-settings.ts';
import { resolveFrom } from './resolve.ts';
import { readSlackSettings } from './slack-settings.ts';
import { type Tuning, tuningOf } from './tuning.ts';
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
  tuning: Tuning;
  logLevel: LogLevel;
  /** Addresses of the link or a cloud's own services that are asked all the same. */
  allowedAddresses?: string[];
  /** Where and how Temporal is reached: `TEMPORAL_…` variables and profiles, as with the `temporal` command. */
  temporal: ClientConnectConfig;
  namespace: string;
  /** Keys of the payloads that Temporal keeps; without a first, they are plain. */
  encryption: KeyRing;
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
  /** Where metrics and health are shown; absent = nowhere. */
  page?: Place;
  resolve: Resolve;
  /** `OTEL_…` variables. */
  tracing: Readonly<Record<string, string>>;
  /** A sentence for each variable that is probably misspelt. */
  remarks: string[];
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
  const read = readEnvironment(environment, 'worker');
  const { values: set, wrong, secrets, given } = read;
  const parts = readOwnParts(read);
  const slack = readSlackSettings(read);
  const mail = readMailSettings(read);
  const version = readDeploymentVersion(read);
  const signer = readSigner(read);
  const temporal = temporalSettings(read);
  if (!temporal || wrong.length > 0) throw new ConfigRefused(secrets.mask(wrong.join('\n')));
  const { MAYDAY_PAGERDUTY_TOKEN: token, MAYDAY_PAGERDUTY_URL: url } = set;
  const kubernetes = ownCluster(read.resolved);
  return {
    catalogue: path.resolve(set.MAYDAY_CATALOGUE),
    archive: set.MAYDAY_ARCHIVE_DIR,
    channelLog: set.MAYDAY_CHANNEL_LOG,
    pools: set.MAYDAY_POOLS,
    coordinates: set.MAYDAY_COORDINATES,
    hostRoot: !set.MAYDAY_HOST_ROOT || set.MAYDAY_HOST_ROOT === '/' ? '' : set.MAYDAY_HOST_ROOT,
    ...(set.MAYDAY_WORKFLOW_BUNDLE ? { workflowBundle: set.MAYDAY_WORKFLOW_BUNDLE } : {}),
    ...(version ? { version } : {}),
    stickyTimeout: set.MAYDAY_STICKY_TIMEOUT,
    tuning: tuningOf(set),
    logLevel: set.MAYDAY_LOG_LEVEL,
    allowedAddresses: set.MAYDAY_ALLOWED_ADDRESSES,
    temporal,
    namespace: temporal.namespace ?? 'default',
    encryption: set.MAYDAY_ENCRYPTION_KEYS,
    ...(slack ? { slack } : {}),
    ...(token ? { pagerDuty: { token, url } } : {}),
    ...(mail ? { mail } : {}),
    gatewayKeys: set.MAYDAY_GATEWAY_PUBLIC_KEY,
    ...(signer ? { signer } : {}),
    ownParts: parts.filter((part) => 'server' in part),
    ownWorkloads: [...parts.filter((part) => 'namespace' in part), ...ownPod(given)],
    ...(kubernetes ? { kubernetes } : {}),
    ...(set.MAYDAY_MANIFESTS ? { manifests: set.MAYDAY_MANIFESTS } : {}),
    ...(set.MAYDAY_WORKER_PORT === undefined
      ? {}
      : { page: { host: set.MAYDAY_WORKER_HOST, port: set.MAYDAY_WORKER_PORT } }),
    resolve: resolveFrom(given, secrets),
    tracing: Object.fromEntries(Object.entries(read.resolved).filter(([name]) => name.startsWith('OTEL_'))),
    remarks: read.remarks,
    secrets,
  };
}

/** Undefined where it cannot be used, and `wrong` says why. */
function temporalSettings({ resolved, secrets, wrong }: ReadEnvironment): ClientConnectConfig | undefined {
  try {
    const loaded = loadClientConnectConfig({ overrideEnvVars: resolved });
    const { apiKey, metadata } = loaded.connectionOptions;
    // Both may stand in the configuration file.
    if (apiKey) secrets.learn('TEMPORAL_API_KEY', apiKey);
    for (const [name, value] of Object.entries(metadata ?? {})) {
      if (typeof value === 'string' && /authorization|token|key/i.test(name))
        secrets.learn('AUTHORIZATION', value);
    }
    return loaded;
  } catch (error) {
    wrong.push(`The Temporal settings cannot be used: ${(error as Error).message}.`);
    return undefined;
  }
}
