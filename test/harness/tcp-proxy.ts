import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * Stands before a TCP server. Told to hold, it still passes on what clients send, but keeps what the server
 * answers: the server acts, and the client never hears of it.
 */
export class TcpProxy {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private readonly held: { client: Socket; answer: Buffer }[] = [];
  private target = 0;
  private trap?: { text: string; left: number; caught(): void };
  private holding = false;

  constructor() {
    this.server = createServer((client) => this.join(client));
  }

  /** Listens on 127.0.0.1 before that port; resolves to its own. */
  async before(port: number): Promise<number> {
    this.target = port;
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  /** Holds from the moment a client has sent the text for the so-many-th time; resolves then. */
  holdAt(text: string, occurrence: number): Promise<void> {
    return new Promise((caught) => {
      this.trap = { text, left: occurrence, caught };
    });
  }

  /** Answers pass again, those that were held first. */
  release(): void {
    this.holding = false;
    for (const { client, answer } of this.held.splice(0)) client.write(answer);
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private join(client: Socket): void {
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
    let tail = '';
    client.on('data', (sent) => {
      tail = this.watch(tail + sent.toString('latin1'));
      server.write(sent);
    });
    server.on('data', (answer) => {
      if (this.holding) this.held.push({ client, answer });
      else client.write(answer);
    });
  }

  /** Counts the text in what was sent; gives back the end, which may be its beginning. */
  private watch(sent: string): string {
    const { trap } = this;
    if (!trap) return '';
    const parts = sent.split(trap.text);
    trap.left -= parts.length - 1;
    if (trap.left > 0) return (parts.at(-1) ?? '').slice(1 - trap.text.length);
    this.trap = undefined;
    this.holding = true;
    trap.caught();
    return '';
  }
}
