import { Client, Connection } from '@temporalio/client';

const clients = new Map<string, Promise<Client>>();

/** The bare SDK's client of that address; one connection for as long as the process lives. */
export function bareClient(address: string): Promise<Client> {
  const known =
    clients.get(address) ?? Connection.connect({ address }).then((connection) => new Client({ connection }));
  clients.set(address, known);
  return known;
}
