import type { Logger } from 'pino';
import { allowAddresses } from '../../outbound/addresses.ts';
import { openCatalogue } from '../../systems/open-catalogue.ts';
import { watchCatalogue } from '../../systems/watch-catalogue.ts';
import { startTracing } from '../../telemetry/tracing.ts';
import { lazyTemporal } from '../temporal.ts';
import { type Config, readConfig } from './config.ts';
import { hooksNotSetUp } from './generic-hook.ts';
import { readiness } from './health.ts';
import { createLogger } from './logger.ts';
import { observeGateway } from './observing.ts';
import { buildGateway } from './server.ts';
import { slackSocket } from './slack/socket-door.ts';
import { startWatchman } from './watchman.ts';

/** ms for requests under way to end; each is answered within a second. */
const grace = 5_000;

/** A gateway that listens. */
export interface RunningGateway {
  /** `http://127.0.0.1:8080` */
  address: string;
  /** Takes no more requests, answers those under way, and resolves when all is closed. */
  stop(): Promise<void>;
}

/**
 * Listens at the configured address, whether or not Temporal answers yet.
 * @throws Error with a sentence if the address is taken or the Temporal settings cannot be read
 */
export async function startGateway(
  config: Config,
  log: Logger = createLogger(config.logLevel, config.secrets),
): Promise<RunningGateway> {
  allowAddresses(config.allowedAddresses ?? []);
  const temporal = lazyTemporal({ environment: config.environment, identity: 'mayday-gateway' });
  const catalogue = openCatalogue(config.catalogue);
  const { client } = temporal;
  const observed = observeGateway({ config, client, catalogue, log, paged: () => watchman?.paged });
  const app = buildGateway({ config, client, catalogue, log, metrics: observed.metrics });
  const watch = watchCatalogue(catalogue, (problem, state) => {
    if (state === 'there') log.warn({ problem }, 'catalogue');
    else log.info({ problem }, 'catalogue: no longer so');
  });
  let socket: ReturnType<typeof slackSocket> | undefined;
  const { address: at, namespace } = temporal;
  const watchman =
    config.watchman &&
    startWatchman({
      settings: config.watchman,
      client: temporal.client,
      temporal: `${at}/${namespace}`,
      log,
    });
  const stop = async () => {
    watchman?.stop();
    await observed.stop();
    watch.stop();
    await socket?.stop();
    await app.close();
    await temporal.close();
  };
  let address: string;
  try {
    address = await app.listen({ host: config.host, port: config.port });
  } catch (error) {
    await stop();
    throw new Error(listenTrouble(error as NodeJS.ErrnoException, config), { cause: error });
  }
  for (const says of config.remarks) log.warn(says);
  try {
    await observed.start();
  } catch (error) {
    await stop();
    throw error;
  }
  log.info({ address, temporal: temporal.address, namespace: temporal.namespace }, 'gateway listens');
  if (config.credentials === 'anyone') {
    log.warn('alerts are accepted from anybody on this machine (MAYDAY_HOOK_ALLOW_ANYONE=1)');
  }
  for (const says of hooksNotSetUp({ catalogue, environment: config.environment })) log.warn(says);
  if (config.slack && !config.slack.gatewayKey) {
    log.warn('MAYDAY_GATEWAY_KEY is not set: decisions from Slack count as unverified');
  }
  if (config.board && !config.board.gatewayKey) {
    log.warn('MAYDAY_GATEWAY_KEY is not set: decisions from the board count as unverified');
  }
  const { slack } = config;
  if (slack?.appToken) {
    const settings = { ...slack, appToken: slack.appToken };
    socket = slackSocket({ settings, client: temporal.client, catalogue, log });
  }
  void readiness(temporal.client, catalogue).then(({ ready, reasons }) => {
    if (reasons.length > 0)
      log.warn({ ready, reasons }, ready ? 'gateway is ready, but' : 'gateway is not ready yet');
  });
  return { address, stop };
}

function listenTrouble({ code, message }: NodeJS.ErrnoException, { host, port }: Config): string {
  if (code === 'EADDRINUSE')
    return `${host}:${port} is taken: end what listens there, or set MAYDAY_GATEWAY_PORT.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return `${host} is no address of this machine: set MAYDAY_GATEWAY_HOST to one, e.g. 127.0.0.1 or 0.0.0.0.`;
  }
  return `The gateway cannot listen at ${host}:${port}: ${message}.`;
}

async function main(): Promise<void> {
  const config = readConfig();
  const log = createLogger(config.logLevel, config.secrets);
  const tracing = startTracing('mayday-gateway', config.environment, (says) => log.warn(says));
  const gateway = await startGateway(config, log);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      log.info({ signal }, 'gateway stops');
      setTimeout(() => process.exit(1), grace).unref();
      Promise.all([gateway.stop(), tracing?.stop()]).then(
        () => log.info('gateway stopped'),
        (error: unknown) => log.error({ err: error }, 'gateway did not stop cleanly'),
      );
    });
  }
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
