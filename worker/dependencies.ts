import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Client, type DataConverter } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import type { Logger } from 'pino';
import { folderArchive } from '../activities/archive/folder-archive.ts';
import type { CoordinationDependencies, PoolDependencies } from '../activities/dependencies.ts';
import { freezes } from '../activities/keepers/freezes.ts';
import { leases } from '../activities/keepers/leases.ts';
import { pagerDutyOnCalls } from '../activities/pagerduty/on-calls.ts';
import { openCatalogue } from '../systems/open-catalogue.ts';
import { openChannels } from './channels.ts';
import type { Config } from './config.ts';
import type { Output } from './logger.ts';
import { maskArchive } from './masking.ts';
import { ensureSearchAttributes } from './search-attributes.ts';

/** What the activities are made of: the real clients. */
export async function createDependencies(
  config: Config,
  connection: NativeConnection,
  log: Logger,
  terminal: Output,
  dataConverter: DataConverter,
): Promise<CoordinationDependencies & PoolDependencies> {
  const catalogue = openCatalogue(config.catalogue);
  await mkdir(config.archive, { recursive: true });
  await mkdir(path.dirname(config.channelLog), { recursive: true });
  const archive = folderArchive(config.archive, (problem) => log.warn({ problem }, 'archive'));
  const client = new Client({
    connection,
    namespace: config.namespace,
    dataConverter,
  });
  return {
    catalogue,
    resolve: config.resolve,
    ...(config.kubernetes ? { kubernetes: config.kubernetes } : {}),
    machine: {
      root: config.hostRoot,
      own: [config.catalogue, config.archive, config.channelLog, path.dirname(import.meta.dirname)],
    },
    ...(config.mail ? { mail: config.mail } : {}),
    ...(config.manifests ? { manifests: config.manifests } : {}),
    client,
    leases: leases(client),
    freezes: freezes(client),
    ownParts: config.ownParts,
    ownWorkloads: config.ownWorkloads,
    gatewayKeys: config.gatewayKeys,
    ...(config.signer ? { signer: config.signer } : {}),
    channel: openChannels(config, catalogue, maskArchive(archive, config.secrets), terminal),
    ...(config.pagerDuty ? { onCalls: pagerDutyOnCalls(config.pagerDuty) } : {}),
    archive: maskArchive(archive, config.secrets),
    searchAttributes: await ensureSearchAttributes(connection, config.namespace, log),
    log,
  };
}
