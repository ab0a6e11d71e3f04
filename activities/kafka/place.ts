import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import type { BaseOptions, Broker } from '@platformatic/kafka';
import type { KafkaTarget } from '../../workflows/contract/kafka.ts';
import type { Resolve } from '../dependencies.ts';
import { failureOf, type Place } from './failures.ts';

/** Where a target leads, and how it signs us in. */
export interface Way {
  place: Place;
  brokers: Broker[];
  options: Pick<BaseOptions, 'tls' | 'sasl'>;
}

/** @throws ApplicationFailure `InvalidInput` */
export async function wayTo(target: KafkaTarget, resolve: Resolve): Promise<Way> {
  const brokers = target.brokers
    .flatMap((written) => resolve(written).split(','))
    .filter((written) => written.trim() !== '')
    .map((written) => brokerOf(target.id, written.trim()));
  if (brokers.length === 0) throw failureOf({ trouble: 'target', says: sayWhatToWrite(target.id) });
  const { sasl } = target;
  const [user, password] = [sasl && resolve(sasl.user), sasl && resolve(sasl.password)];
  const place: Place = {
    server: brokers.map(addressOf).join(', '),
    user,
    tls: target.tls !== undefined,
    secrets: [password].filter((secret) => secret !== undefined && secret !== '') as string[],
  };
  return {
    place,
    brokers,
    options: {
      ...(target.tls ? { tls: await tlsOptions(target.tls, target.id, resolve) } : {}),
      ...(sasl ? { sasl: { mechanism: sasl.mechanism, username: user, password } } : {}),
    },
  };
}

export function addressOf({ host, port }: Broker): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function brokerOf(target: string, written: string): Broker {
  const [, host, port] = /^(?:[A-Z_]+:\/\/)?(\[[0-9a-f:]+\]|[^\s:/@,]+):(\d{1,5})$/i.exec(written) ?? [];
  if (!host || !port || Number(port) > 65_535) {
    throw failureOf({ trouble: 'target', says: sayWhatToWrite(target) });
  }
  return { host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(port) };
}

function sayWhatToWrite(target: string): string {
  return `The brokers of ${target} cannot be read: write host:port, as in kafka-0.kafka:9092, several with commas between them.`;
}

async function tlsOptions(
  { authority, clientCertificate, clientKey }: NonNullable<KafkaTarget['tls']>,
  target: string,
  resolve: Resolve,
): Promise<NonNullable<BaseOptions['tls']>> {
  const read = async (what: string, reference: string | undefined) => {
    if (reference === undefined) return undefined;
    const given = resolve(reference);
    if (given.includes('-----BEGIN')) return given;
    try {
      return await readFile(given, 'utf8');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const says = `The ${what} of ${target} is neither PEM nor the path of a file that can be read (${code}).`;
      throw failureOf({ trouble: 'target', says });
    }
  };
  const [ca, cert, own] = [
    await read('authority', authority),
    await read('clientCertificate', clientCertificate),
    await read('clientKey', clientKey),
  ];
  return { ca, cert, key: own };
}

/** The name that a certificate must show; none for an address. */
export function serverName({ host }: Broker): { tlsServerName?: string } {
  return isIP(host) ? {} : { tlsServerName: host };
}
