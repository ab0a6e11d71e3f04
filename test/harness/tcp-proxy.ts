import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Makes, for one connection, what reads the text of what its client sends, chunk by chunk. */
type Reader = () => (sent: Buffer) => string;

type Direction = 'sent' | 'answers';

/**
 * Stands before a TCP server. Told to hold the answers, it still passes on what clients send: the server acts, and the
 * client never hears of it. Told to hold what is sent, the server never hears of that.
 */
export class TcpProxy {
  private readonly server: Server;
  private readonly read: Reader;
  private readonly sockets = new Set<Socket>();
  private readonly held: { to: Socket; data: Buffer }[] = [];
  private target = 0;
  private trap?: { text: string; left: number; holds: Direction; caught(): void };
  private holding?: Direction;
  private isCut = false;

  constructor(read: Reader = () => (sent) => sent.toString('latin1')) {
    this.read = read;
    this.server = createServer((client) => this.join(client));
  }

  /** Listens on 127.0.0.1 before that port; resolves to its own. */
  async before(port: number): Promise<number> {
    this.target = port;
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  /** Holds the answers from the moment a client has sent the text for the so-many-th time; resolves then. */
  holdAt(text: string, occurrence = 1): Promise<void> {
    return this.set(text, occurrence, 'answers');
  }

  /** Holds what clients send, from the text's so-many-th time on: the server does not get to see it. Resolves then. */
  holdBefore(text: string, occurrence = 1): Promise<void> {
    return this.set(text, occurrence, 'sent');
  }

  /** All passes again, what was held first. */
  release(): void {
    this.holding = undefined;
    for (const { to, data } of this.held.splice(0)) to.write(data);
  }

  /** All passes again; what was held is lost. */
  forget(): void {
    this.held.length = 0;
    this.release();
  }

  /** Breaks every connection and takes no new one, until `mend`; what was held is lost. */
  cut(): void {
    this.isCut = true;
    for (const socket of this.sockets) socket.destroy();
    this.forget();
  }

  mend(): void {
    this.isCut = false;
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private set(text: string, left: number, holds: Direction): Promise<void> {
    return new Promise((caught) => {
      this.trap = { text, left, holds, caught };
    });
  }

  private join(client: Socket): void {
    if (this.isCut) {
      client.destroy();
      return;
    }
    const server = connect(this.target, '127.0.0.1');
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.sockets.add(socket);
      socket.setNoDelay();
      socket.on('error', () => {});
      socket.on('close', () => {
        this.sockets.delete(socket);
        other.destroy();
      });
    }
    const read = this.read();
    let tail = '';
    client.on('data', (data) => {
      tail = this.watch(tail + read(data));
      this.pass('sent', server, data);
    });
    server.on('data', (data) => this.pass('answers', client, data));
  }

  private pass(direction: Direction, to: Socket, data: Buffer): void {
    if (this.holding === direction) this.held.push({ to, data });
    else to.write(data);
  }

  /** Counts the text in what was sent; gives back the end, which may be its beginning. */
  private watch(sent: string): string {
    const { trap } = this;
    if (!trap) return '';
    const parts = sent.split(trap.text);
    trap.left -= parts.length - 1;
    if (trap.left > 0) return (parts.at(-1) ?? '').slice(1 - trap.text.length);
    this.trap = undefined;
    this.holding = trap.holds;
    trap.caught();
    return '';
  }
}
