import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as a stand-in sees it. */
export interface Asked {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/** What becomes of a request instead: another answer, none at all, or it is done and the answer is lost. */
export type Fault = Answer | 'silence' | 'answer lost';

/** A local server that answers as a service is documented to, unless something goes wrong. */
export abstract class StandIn {
  readonly asked: Asked[] = [];
  /** Of the next requests that match; each fault is used as often as it says. */
  readonly faults: { when?: (asked: Asked) => boolean; times: number; fault: Fault }[] = [];
  private readonly server = createServer(async (request, response) => {
    const body = (await request.setEncoding('utf8').toArray()).join('');
    const { method = '', headers } = request;
    const asked: Asked = { method, url: new URL(request.url ?? '', this.url), headers, body };
    this.asked.push(asked);
    const wrong = this.faults.find(({ when, times }) => times > 0 && (when?.(asked) ?? true));
    if (wrong) wrong.times -= 1;
    if (wrong?.fault === 'silence') return;
    const answer = typeof wrong?.fault === 'object' ? wrong.fault : this.answer(asked);
    if (wrong?.fault === 'answer lost') return void request.socket.destroy();
    const text = answer.body === undefined ? '' : JSON.stringify(answer.body);
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers }).end(text);
  });

  protected abstract answer(asked: Asked): Answer;

  async listen(): Promise<this> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return this;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
}
