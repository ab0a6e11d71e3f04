import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Keys, oauth1 } from '../../activities/x/sign.ts';
import { weightOf } from '../../activities/x/weight.ts';

export const xKeys: Keys = {
  apiKey: 'canary-x-key',
  secret: 'canary-x-secret',
  accessToken: 'canary-x-token',
  accessSecret: 'canary-x-token-secret',
};

/** POST /2/tweets as X documents it: OAuth 1.0a, 280 weighted characters, no text twice, rate limits. */
export class XStandIn {
  readonly posts: string[] = [];
  requests = 0;
  /** What goes wrong with the next request. */
  fault?: 'limited' | 'down' | 'done, and the answer is lost';
  private readonly server = createServer((request, response) => void this.receive(request, response));

  static async start(): Promise<XStandIn> {
    const x = new XStandIn();
    x.server.listen(0, '127.0.0.1');
    await once(x.server, 'listening');
    return x;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests += 1;
    const body = (await request.setEncoding('utf8').toArray()).join('');
    const answer = (status: number, said: object, headers: Record<string, string> = {}) =>
      void response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(JSON.stringify(said));
    const { fault } = this;
    this.fault = undefined;
    if (request.method !== 'POST' || request.url !== '/2/tweets') return answer(404, { title: 'Not Found' });
    if (!this.isSigned(request)) return answer(401, { title: 'Unauthorized', status: 401 });
    if (fault === 'down') return answer(503, { title: 'Service Unavailable' });
    if (fault === 'limited')
      return answer(429, { title: 'Too Many Requests' }, { 'x-rate-limit-reset': '1893456000' });
    const { text } = JSON.parse(body) as { text: string };
    if (weightOf(text) > 280) return answer(400, { title: 'Invalid Request' });
    if (this.posts.includes(text)) {
      return answer(403, { detail: 'You are not allowed to create a Tweet with duplicate content.' });
    }
    this.posts.push(text);
    if (fault) return void request.socket.destroy();
    return answer(201, { data: { id: `${this.posts.length}`, text } });
  }

  private isSigned({ headers }: IncomingMessage): boolean {
    const given = headers.authorization ?? '';
    const field = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(given)?.[1] ?? '';
    const at = Number(field('oauth_timestamp')) * 1_000;
    const url = new URL('/2/tweets', this.url);
    if (Math.abs(Date.now() - at) > 300_000) return false;
    return oauth1(xKeys, { method: 'POST', url, at, nonce: field('oauth_nonce') }) === given;
  }
}
