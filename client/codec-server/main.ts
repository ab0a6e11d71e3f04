import type { Logger } from 'pino';
import { allowAddresses } from '../../outbound/addresses.ts';
import { createLogger } from '../gateway/logger.ts';
import { type Config, readConfig } from './config.ts';
import { buildCodecServer } from './server.ts';

/** A codec server that listens. */
export interface RunningCodecServer {
  /** `http://127.0.0.1:8234` */
  address: string;
  stop(): Promise<void>;
}

/** @throws Error with a sentence if it cannot listen there */
export async function startCodecServer(
  config: Config,
  log: Logger = createLogger(config.logLevel, config.secrets),
): Promise<RunningCodecServer> {
  for (const says of config.remarks) log.warn(says);
  allowAddresses(config.allowedAddresses ?? []);
  const app = buildCodecServer(config, log);
  const { host, port, origins, tokens, bearer } = config;
  let address: string;
  try {
    address = await app.listen({ host, port });
  } catch (error) {
    throw new Error(
      `The codec server cannot listen at ${host}:${port} (${(error as Error).message}): set MAYDAY_CODEC_HOST and MAYDAY_CODEC_PORT to an address of this machine that is free.`,
      { cause: error },
    );
  }
  log.info({ address, origins, keys: [...config.ring.keys.keys()] }, 'codec server listens');
  if (!tokens && bearer.length === 0)
    log.warn(
      'whoever is on this machine may read what is encrypted: set MAYDAY_CODEC_JWKS_URL or MAYDAY_CODEC_TOKEN',
    );
  return { address, stop: () => app.close() };
}

async function main(): Promise<void> {
  const server = await startCodecServer(readConfig());
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void server.stop());
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}
