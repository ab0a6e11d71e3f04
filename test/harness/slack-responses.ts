import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Where answers to commands go: each address takes five within its time, and then refuses, as Slack's do. */
export class SlackResponses {
  /** What was said, by address. */
  readonly said = new Map<string, { response_type: string; text: string }[]>();
  private readonly expires = new Map<string, number>();
  private readonly server = createServer((request, response) => void this.receive(request, response));

  static async start(): Promise<SlackResponses> {
    const responses = new SlackResponses();
    responses.server.listen(0, '127.0.0.1');
    await once(responses.server, 'listening');
    return responses;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  /** An address that is good for so many ms. */
  url(goodFor = 30 * 60_000): string {
    const { port } = this.server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/commands/canary-response-url-${randomUUID()}`;
    this.expires.set(url, Date.now() + goodFor);
    return url;
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { port } = this.server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}${request.url}`;
    const before = this.said.get(url) ?? [];
    const expires = this.expires.get(url);
    const fault =
      expires === undefined || expires < Date.now()
        ? 'expired_url'
        : before.length >= 5
          ? 'used_url'
          : undefined;
    if (fault) {
      response.writeHead(404, { 'content-type': 'application/json' }).end(`{"ok":false,"error":"${fault}"}`);
      return;
    }
    const message = JSON.parse(body);
    if (typeof message.text !== 'string' || message.text === '') {
      response.writeHead(500).end('no_text');
      return;
    }
    this.said.set(url, [...before, message]);
    response.writeHead(200).end('ok');
  }
}
