import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';

interface Trap {
  matches(method: string, url: string): boolean;
  holds: 'before the call' | 'after the call';
  caught(): void;
}

/** Stands before an API server and can lose a request, or the answer to one that the server has carried out. */
export class ApiProxy {
  private readonly server: Server;
  private readonly held: ServerResponse[] = [];
  private upstream = { url: '', ca: '' };
  private trap?: Trap;

  constructor() {
    this.server = createServer((asked, answer) => {
      this.pass(asked, answer).catch(() => answer.destroy());
    });
  }

  /** Takes a kubeconfig with one cluster; resolves to one that leads here instead. */
  async before(kubeconfig: string): Promise<string> {
    const config = JSON.parse(kubeconfig);
    const [{ cluster }] = config.clusters;
    const ca = Buffer.from(cluster['certificate-authority-data'], 'base64').toString('utf8');
    this.upstream = { url: cluster.server, ca };
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    const { port } = this.server.address() as AddressInfo;
    // The client speaks plain HTTP only where it is told not to check certificates.
    config.clusters[0].cluster = { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true };
    return JSON.stringify(config);
  }

  /** Holds the next write of that object that is none of a rehearsal; resolves when it has come so far. */
  holdWrite(holds: Trap['holds'], place: string): Promise<void> {
    return new Promise((resolve) => {
      const writes = ['PUT', 'PATCH', 'POST', 'DELETE'];
      const matches = (method: string, url: string) =>
        writes.includes(method) && url.split('?')[0] === place && !url.includes('dryRun');
      this.trap = { matches, holds, caught: resolve };
    });
  }

  /** What was held is lost; all passes again. */
  forget(): void {
    this.trap = undefined;
    for (const answer of this.held.splice(0)) answer.destroy();
  }

  async close(): Promise<void> {
    this.forget();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async pass(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = asked;
    const body: Buffer[] = [];
    for await (const part of asked) body.push(part);
    const trap = this.trap?.matches(method, url) ? this.trap : undefined;
    if (trap) this.trap = undefined;
    if (trap?.holds === 'before the call') return this.hold(trap, answer);
    const sent = request(new URL(url, this.upstream.url), { method, headers, ca: this.upstream.ca });
    sent.end(Buffer.concat(body));
    const [given] = (await once(sent, 'response')) as [IncomingMessage];
    if (trap) {
      given.resume();
      await once(given, 'end');
      return this.hold(trap, answer);
    }
    answer.writeHead(given.statusCode ?? 502, given.headers);
    given.pipe(answer);
  }

  private hold(trap: Trap, answer: ServerResponse): void {
    this.held.push(answer);
    trap.caught();
  }
}
