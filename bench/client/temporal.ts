import { Client, Connection } from '@temporalio/client';
import { dataConverterFrom } from '../../codec/environment.ts';
import type { Places } from '../arena.ts';

const connections = new Map<string, Promise<Connection>>();

/** The bare SDK's client of that address; one connection for as long as the process lives. */
export async function bareClient(address: string): Promise<Client> {
  return new Client({ connection: await connected(address) });
}

/** A client that speaks to incidents as Mayday's own do, encryption included. */
export async function maydayClient({ temporal, encryptionKeys }: Places): Promise<Client> {
  const keys = encryptionKeys ? { MAYDAY_ENCRYPTION_KEYS: encryptionKeys } : {};
  const dataConverter = dataConverterFrom(keys, 'default');
  return new Client({ connection: await connected(temporal), dataConverter });
}

function connected(address: string): Promise<Connection> {
  const known = connections.get(address) ?? Connection.connect({ address });
  connections.set(address, known);
  return known;
}
