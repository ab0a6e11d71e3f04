import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** What goes wrong on the way, from the first byte that is sent. */
export type Fault =
  /** Each answer comes 200 ms later. */
  | 'latency'
  /** The connection is reset. */
  | 'reset'
  /** It is taken, read, and never answered. */
  | 'half-open'
  /** The beginning of the answer comes, of HTTP the head, and then nothing. */
  | 'stalled'
  /** The answer comes a byte at a time, some 20 in a second. */
  | 'slow';

export const faults = ['latency', 'reset', 'half-open', 'stalled', 'slow'] as const satisfies Fault[];

const late = 200;
const between = 50;
const beginning = 24;

/** Stands before a server for clients that meet one fault. */
export class FaultyProxy {
  private readonly fault: Fault;
  private readonly clients = new Set<Socket>();
  private readonly server = createServer((client) => void this.join(client));
  private target = 0;

  constructor(fault: Fault) {
    this.fault = fault;
  }

  /** Listens on 127.0.0.1 before that port; resolves to its own. */
  async before(port: number): Promise<number> {
    this.target = port;
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  /** Connections that a client still holds. */
  get open(): number {
    return this.clients.size;
  }

  async close(): Promise<void> {
    for (const client of this.clients) client.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(client: Socket): void {
    this.clients.add(client);
    client.setNoDelay();
    client.on('error', () => {});
    client.on('close', () => this.clients.delete(client));
    if (this.fault === 'half-open') return void client.resume();
    const server = connect(this.target, '127.0.0.1');
    server.on('error', () => client.destroy());
    client.on('close', () => server.destroy());
    let passing = Promise.resolve();
    server.on('close', () => {
      // What is still on its way comes first; a stalled answer has no end.
      if (this.fault !== 'stalled') void passing.then(() => client.destroy());
    });
    if (this.fault === 'reset') {
      client.once('data', () => client.resetAndDestroy());
      // Some servers speak first.
      server.once('data', () => client.resetAndDestroy());
      return;
    }
    client.on('data', (data) => server.write(data));
    let left = beginning;
    server.on('data', (data) => {
      if (this.fault === 'stalled') {
        const head = data.indexOf('\r\n\r\n') + 4;
        if (left > 0) client.write(data.subarray(0, head > 3 ? head : left));
        left = 0;
        return;
      }
      passing = passing.then(() => this.pass(client, data));
    });
  }

  private async pass(client: Socket, data: Buffer): Promise<void> {
    if (this.fault === 'latency') {
      await delay(late);
      client.write(data);
      return;
    }
    for (const byte of data) {
      if (client.destroyed) return;
      client.write(Buffer.of(byte));
      await delay(between);
    }
  }
}
