import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type WebSocket, WebSocketServer } from 'ws';

// biome-ignore lint/suspicious/noExplicitAny: JSON from outside
type Json = any;

export const appToken = 'xapp-1-stand-in-0123456789';

interface Waiting {
  envelope: Json;
  resolve(payload: Json): void;
}

/** Slack's Socket Mode: tickets that are good for one connection, a hello, envelopes that are sent until they are acknowledged. */
export class SlackSockets {
  /** Each sending of an envelope, by its id; more than one where nobody acknowledged it. */
  readonly sendings: string[] = [];
  /** Connections so far. */
  greeted = 0;
  /** ms after which an envelope that nobody acknowledged is sent again. */
  patience = 3_000;
  private readonly tickets = new Set<string>();
  private readonly open = new Set<WebSocket>();
  private readonly waiting = new Map<string, Waiting>();
  private readonly sockets = new WebSocketServer({ noServer: true });
  private readonly server: Server;

  constructor(server: Server) {
    this.server = server;
    server.on('upgrade', (request, socket, head) => {
      const ticket = new URL(request.url ?? '', 'ws://slack').searchParams.get('ticket') ?? '';
      if (!this.tickets.delete(ticket)) {
        socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
        return;
      }
      this.sockets.handleUpgrade(request, socket, head, (connected) => this.greet(connected));
    });
  }

  stop(): void {
    for (const socket of this.open) socket.terminate();
  }

  get connections(): number {
    return this.open.size;
  }

  /** `apps.connections.open` */
  connect(token: string | undefined): Json {
    if (token !== appToken) return { ok: false, error: 'invalid_auth' };
    const ticket = randomUUID();
    this.tickets.add(ticket);
    const { port } = this.server.address() as AddressInfo;
    return { ok: true, url: `ws://127.0.0.1:${port}/link/?ticket=${ticket}&app_id=A000000001` };
  }

  /** Sends an envelope until somebody acknowledges it; resolves with what the acknowledgement holds. */
  async deliver(type: 'interactive' | 'slash_commands', payload: Json): Promise<Json> {
    const envelope_id = randomUUID();
    const { promise, resolve } = Promise.withResolvers<Json>();
    const envelope = { envelope_id, type, payload, accepts_response_payload: true };
    this.waiting.set(envelope_id, { envelope, resolve });
    this.send(envelope_id, 0);
    return await promise;
  }

  /** Asks the connections to come anew, as Slack does every few hours. */
  refresh(): void {
    const goodbye = JSON.stringify({
      type: 'disconnect',
      reason: 'refresh_requested',
      debug_info: { host: 'x' },
    });
    for (const socket of this.open) socket.send(goodbye);
  }

  /** Cuts the connections off, without a word. */
  cut(): void {
    for (const socket of this.open) socket.terminate();
  }

  private greet(socket: WebSocket): void {
    this.open.add(socket);
    this.greeted += 1;
    socket.on('close', () => this.open.delete(socket));
    socket.on('message', (data) => {
      const { envelope_id, payload } = JSON.parse(String(data));
      this.waiting.get(envelope_id)?.resolve(payload);
      this.waiting.delete(envelope_id);
    });
    const hello = {
      type: 'hello',
      num_connections: this.open.size,
      debug_info: { host: 'applink-1', approximate_connection_time: 18_060 },
      connection_info: { app_id: 'A000000001' },
    };
    socket.send(JSON.stringify(hello));
  }

  private send(envelopeId: string, attempt: number): void {
    const waiting = this.waiting.get(envelopeId);
    if (!waiting) return;
    const [socket] = this.open;
    if (socket) {
      const retried = attempt > 0 ? { retry_attempt: attempt, retry_reason: 'timeout' } : {};
      this.sendings.push(envelopeId);
      socket.send(JSON.stringify({ ...waiting.envelope, ...retried }));
    }
    setTimeout(() => this.send(envelopeId, attempt + 1), socket ? this.patience : 100).unref();
  }

  /** Resolves when so many have connected since the beginning. */
  async connected(count = 1): Promise<void> {
    while (this.greeted < count) await sleep(10);
  }
}
