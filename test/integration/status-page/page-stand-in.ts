import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

// biome-ignore lint/suspicious/noExplicitAny: JSON from outside
type Json = any;

export const token = 'canary-status-page-token';
export const pageId = 'page1';

/** What becomes of a request. */
type Fault = { status: number; retryAfter?: number } | 'done, and the answer is lost';

/**
 * Two status pages that keep to what is documented: `/v1/pages/page1/incidents` of Atlassian (one request a second for
 * each token, else 420), and `/api/incidents` of document 003.
 */
export class PageStandIn {
  readonly incidents = new Map<string, Json>();
  readonly calls: { method: string; path: string; body: Json }[] = [];
  /** What goes wrong with a request of this method. */
  fault?: (method: string) => Fault | undefined;
  /** ms that must lie between two requests to the page of Atlassian. */
  gap = 900;
  private readonly server = createServer((request, response) => void this.receive(request, response));
  private last = 0;

  static async start(): Promise<PageStandIn> {
    const page = new PageStandIn();
    page.server.listen(0, '127.0.0.1');
    await once(page.server, 'listening');
    return page;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  /** Only what was written. */
  get writes(): string[] {
    return this.calls.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = (await request.setEncoding('utf8').toArray()).join('');
    const { method = '', url = '', headers } = request;
    const body = text ? JSON.parse(text) : undefined;
    this.calls.push({ method, path: url, body });
    const fault = this.fault?.(method);
    if (typeof fault === 'object') {
      if (fault.retryAfter) response.setHeader('retry-after', fault.retryAfter);
      return void response.writeHead(fault.status).end(`{"error":"refused, token ${token}"}`);
    }
    const answer = url.startsWith('/v1/')
      ? this.atlassian(method, url, headers.authorization, body)
      : this.own(method, url, headers.authorization, body);
    if (fault) return void request.socket.destroy();
    response
      .writeHead(answer.status, { 'content-type': 'application/json' })
      .end(JSON.stringify(answer.body));
  }

  private atlassian(method: string, url: string, authorization: string | undefined, body: Json) {
    if (authorization !== `OAuth ${token}`) return { status: 401, body: { error: 'Could not authenticate' } };
    const early = Date.now() - this.last < this.gap;
    this.last = Date.now();
    if (early) return { status: 420, body: { error: 'Enhance your calm' } };
    const [, id] = new RegExp(`^/v1/pages/${pageId}/incidents(?:/([^/]+))?$`).exec(url) ?? ['', 'nowhere'];
    if (id === 'unresolved' && method === 'GET') {
      return {
        status: 200,
        body: [...this.incidents.values()].filter(({ status }) => status !== 'resolved'),
      };
    }
    if (id !== undefined && !this.incidents.has(id)) return { status: 404, body: { error: 'not found' } };
    if (method === 'GET') return { status: 200, body: this.incidents.get(id ?? '') };
    if (!body?.incident?.name && method === 'POST')
      return { status: 422, body: { error: ["Name can't be blank"] } };
    const now = { metadata: {}, ...this.incidents.get(id ?? ''), ...body.incident, id: id ?? this.newId() };
    this.incidents.set(now.id, now);
    return { status: method === 'POST' ? 201 : 200, body: now };
  }

  private own(method: string, url: string, authorization: string | undefined, body: Json) {
    if (authorization !== `Bearer ${token}`) return { status: 401, body: { error: 'who are you?' } };
    const [, id] = /^\/api\/incidents(?:\/([^/]+))?$/.exec(url) ?? ['', 'nowhere'];
    if (method === 'POST' && id === undefined) {
      const made = { ...body, id: this.newId() };
      this.incidents.set(made.id, made);
      return { status: 201, body: { id: made.id } };
    }
    if (method !== 'PATCH' || id === undefined || !this.incidents.has(id)) return { status: 404, body: {} };
    this.incidents.set(id, { ...this.incidents.get(id), ...body });
    return { status: 200, body: {} };
  }

  private newId(): string {
    return `i${this.incidents.size + 1}`;
  }
}
