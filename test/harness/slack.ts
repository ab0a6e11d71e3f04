import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { blocksComplaint, metadataComplaint, viewComplaint } from './slack-blocks.ts';
import { type Clicker, clicker } from './slack-click.ts';
import { botUser, Conversations } from './slack-conversations.ts';
import { Files, type SlackFile } from './slack-files.ts';
import { SlackLimits } from './slack-limits.ts';
import { SlackSockets } from './slack-socket.ts';

// biome-ignore lint/suspicious/noExplicitAny: JSON from outside
type Json = any;

/** A message as the stand-in keeps it. */
export interface SlackMessage {
  channel: string;
  ts: string;
  text: string;
  blocks: Json[];
  metadata?: Json;
  thread_ts?: string;
  broadcast: boolean;
  files?: SlackFile[];
  /** Earlier texts and blocks, oldest first. */
  edits: { text: string; blocks: Json[] }[];
}

/** A message that one user saw. */
export type EphemeralMessage = Pick<SlackMessage, 'channel' | 'text' | 'blocks'> & { user: string };

export const botToken = 'xoxb-stand-in-0123456789';
export const signingSecret = 'stand-in-signing-secret-0123';
export const team = 'TDEMO0001';
export const channel = 'CINCIDENTS';
/** Exists, but the bot was not invited. */
export const closedChannel = 'CPRIVATE01';

const botScopes = [
  ...['chat:write', 'channels:history', 'groups:history', 'channels:read', 'groups:read'],
  ...['channels:manage', 'groups:write', 'files:write', 'commands'],
];

/** A Slack that keeps to the documented contract of the methods Mayday calls, and refuses what Slack refuses. */
export class SlackStandIn {
  readonly messages: SlackMessage[] = [];
  readonly ephemeral: EphemeralMessage[] = [];
  readonly views: { view: Json; user: string; id: string }[] = [];
  /** Names of the methods called, in order. */
  readonly calls: string[] = [];
  readonly members = new Set(['UALICE0001', 'UBOB000001', 'UEVE000001']);
  readonly conversations = new Conversations(this.members);
  readonly files = new Files();
  /** Its rate limits, once it keeps to them. */
  limits?: SlackLimits;
  /** Of the app's bot. */
  scopes = [...botScopes];
  /** Nobody gets an answer. */
  down = false;
  /** ms that each answer takes. */
  slow = 0;
  /** Is told of a message that is posted, before its sender is. */
  posted?: (message: SlackMessage) => void;
  readonly people: Clicker;
  private readonly server = createServer((request, response) => void this.receive(request, response));
  readonly sockets = new SlackSockets(this.server);
  private readonly faults: { method: string; times: number; fault: 'drop' | number }[] = [];
  private readonly triggers = new Map<string, { user: string; expires: number; used: boolean }>();
  private lastTs = 0;

  constructor() {
    this.people = clicker({ signingSecret, team, trigger: (user, good) => this.trigger(user, good) });
    this.conversations.add(channel, 'incidents');
    this.conversations.add(closedChannel, 'closed', { is_member: false });
  }

  static async start(): Promise<SlackStandIn> {
    const slack = new SlackStandIn();
    slack.server.listen(0, '127.0.0.1');
    await once(slack.server, 'listening');
    return slack;
  }

  async stop(): Promise<void> {
    this.sockets.stop();
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  get apiUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/api/`;
  }

  /** From now on it keeps to the limits of its tiers; `second`: ms that one of its seconds takes. */
  keepToLimits(second = 1_000): SlackLimits {
    this.limits = new SlackLimits(second);
    return this.limits;
  }

  /** The next calls of a method are answered 429. */
  limit(method: string, seconds: number, times = 1): void {
    this.faults.push({ method, times, fault: seconds });
  }

  /** The next calls of a method are carried out, and their answers lost. */
  dropAnswer(method: string, times = 1): void {
    this.faults.push({ method, times, fault: 'drop' });
  }

  /** Messages of a kind, by Mayday's metadata. */
  of(kind: string): SlackMessage[] {
    return this.messages.filter(({ metadata }) => metadata?.event_payload?.kind === kind);
  }

  /** Messages of a channel, by its name. */
  within(name: string): SlackMessage[] {
    const id = this.conversations.named(name)?.id;
    return this.messages.filter((message) => message.channel === id);
  }

  /** A trigger as an interaction carries it; good for 3 s and one view. */
  trigger(user: string, goodFor = 3_000): string {
    const id = `${Date.now()}.${this.triggers.size + 1}.${'ab12'.repeat(8)}`;
    this.triggers.set(id, { user, expires: Date.now() + goodFor, used: false });
    return id;
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.down) {
      request.socket.destroy();
      return;
    }
    let body = '';
    for await (const chunk of request) body += chunk;
    const method = (request.url ?? '').replace(/^\/api\//, '');
    this.calls.push(method);
    if (this.slow > 0) await delay(this.slow);
    if (method.startsWith('/upload/')) {
      response.writeHead(await this.upload(method, body, request.headers['content-type'])).end('OK');
      return;
    }
    const fault = this.faults.find((one) => one.method === method && one.times > 0);
    if (fault) fault.times -= 1;
    if (typeof fault?.fault === 'number') {
      response.writeHead(429, { 'retry-after': `${fault.fault}` }).end('{"ok":false,"error":"ratelimited"}');
      return;
    }
    const token = request.headers.authorization?.replace(/^Bearer /, '');
    const given = readArguments(body, request.headers['content-type']);
    const wait = this.limits?.refuse(method, given.channel);
    if (wait !== undefined) {
      response.writeHead(429, { 'retry-after': `${wait}` }).end('{"ok":false,"error":"ratelimited"}');
      return;
    }
    const before = this.messages.length;
    const answer = this.answer(method, token, given);
    for (const message of this.messages.slice(before)) this.posted?.(message);
    if (fault) {
      request.socket.destroy();
      return;
    }
    response
      .writeHead(200, { 'content-type': 'application/json', 'x-oauth-scopes': this.scopes.join(',') })
      .end(JSON.stringify(answer));
  }

  private answer(method: string, token: string | undefined, given: Json): Json {
    if (!token) return failed('not_authed');
    if (method === 'apps.connections.open') return this.sockets.connect(token);
    if (token !== botToken) return failed('invalid_auth');
    switch (method) {
      case 'chat.postMessage':
        return this.channelFault(given, true) ?? this.contentFault(given, 40_000) ?? this.post(given);
      case 'chat.update':
        return this.channelFault(given, true) ?? this.contentFault(given, 4_000) ?? this.update(given);
      case 'chat.postEphemeral':
        return (
          this.channelFault(given, true) ?? this.contentFault(given, 40_000) ?? this.postEphemeral(given)
        );
      case 'conversations.history':
        return this.channelFault(given) ?? this.history(given);
      case 'conversations.replies':
        return this.channelFault(given) ?? this.replies(given);
      case 'views.open':
        return this.open(given);
      case 'views.update':
        return this.updateView(given);
      case 'auth.test':
        return { ok: true, user_id: botUser, user: 'mayday', team_id: team, team: 'Demo' };
      case 'files.getUploadURLExternal':
        return this.beginUpload(given);
      case 'files.completeUploadExternal':
        return this.completeUpload(given);
      default:
        return this.conversations.answer(method, given) ?? failed('unknown_method');
    }
  }

  private channelFault(given: Json, toWrite = false): Json {
    const fault = this.conversations.fault(given.channel);
    if (fault) return failed(fault);
    const archived = this.conversations.all.some(
      ({ id, is_archived }) => id === given.channel && is_archived,
    );
    return archived && toWrite ? failed('is_archived') : undefined;
  }

  private beginUpload(given: Json): Json {
    const begun = this.files.begin(given);
    return begun.ok ? { ...begun, upload_url: new URL(begun.upload_url, this.apiUrl).href } : begun;
  }

  private async upload(place: string, body: string, type = ''): Promise<number> {
    const form = await new Response(body, { headers: { 'content-type': type } }).formData();
    const content = form.get('body');
    return this.files.receive(place, typeof content === 'string' ? content : ((await content?.text()) ?? ''));
  }

  private completeUpload({ channel_id, thread_ts, initial_comment = '', files }: Json): Json {
    const fault = this.channelFault({ channel: channel_id }, true);
    if (fault) return fault;
    const complete = this.files.complete({ files });
    if (typeof complete === 'string') return failed(complete);
    this.post({ channel: channel_id, thread_ts, text: initial_comment, files: complete });
    return { ok: true, files: complete.map(({ id, title }) => ({ id, title })) };
  }

  private contentFault({ text = '', blocks, metadata }: Json, longest: number): Json {
    if (!text && !(blocks?.length > 0)) return failed('no_text');
    if (text.length > longest) return failed('msg_too_long');
    const complaint = blocks && blocksComplaint(blocks, 50);
    if (complaint) return failed('invalid_blocks', complaint);
    if (blocks && JSON.stringify(blocks).length > 13_000) return failed('msg_blocks_too_long');
    const about = metadata && Object.keys(metadata).length > 0 && metadataComplaint(metadata);
    return about ? failed(about) : undefined;
  }

  private post({ channel, text = '', blocks = [], metadata, thread_ts, reply_broadcast, files }: Json): Json {
    const isParent = (one: SlackMessage) => one.channel === channel && one.ts === thread_ts && !one.thread_ts;
    if (thread_ts !== undefined && !this.messages.some(isParent)) return failed('cannot_reply_to_message');
    const ts = this.nextTs();
    this.messages.push({
      channel,
      ts,
      text,
      blocks,
      metadata,
      thread_ts,
      broadcast: reply_broadcast === true,
      files,
      edits: [],
    });
    return { ok: true, channel, ts, message: { type: 'message', ts, text, blocks } };
  }

  private update({ channel, ts, text, blocks, metadata }: Json): Json {
    const message = this.messages.find((one) => one.channel === channel && one.ts === ts);
    if (!message) return failed('message_not_found');
    message.edits.push({ text: message.text, blocks: message.blocks });
    message.text = text ?? message.text;
    message.blocks = blocks ?? (text === undefined ? message.blocks : []);
    // Left out, the metadata stays; an empty object takes it away.
    if (metadata) message.metadata = Object.keys(metadata).length > 0 ? metadata : undefined;
    return { ok: true, channel, ts, text: message.text };
  }

  private postEphemeral({ channel, user, text = '', blocks = [] }: Json): Json {
    if (!this.members.has(user)) return failed('user_not_in_channel');
    this.ephemeral.push({ channel, user, text, blocks });
    return { ok: true, message_ts: this.nextTs() };
  }

  private history({ channel, oldest = '0', inclusive, include_all_metadata: all, ...page }: Json): Json {
    const shown = this.messages.filter(
      (one) =>
        one.channel === channel && (!one.thread_ts || one.broadcast) && isAfter(one.ts, oldest, inclusive),
    );
    return paged(shown.toReversed(), page, all);
  }

  private replies({ channel, ts, oldest = '0', include_all_metadata: all, ...page }: Json): Json {
    if (!/^\d{10}\.\d{6}$/.test(ts ?? '')) return failed('invalid_ts_latest');
    const here = this.messages.filter((one) => one.channel === channel);
    if (!here.some((one) => one.ts === ts)) return failed('thread_not_found');
    return paged(
      here.filter((one) => one.ts === ts || (one.thread_ts === ts && isAfter(one.ts, oldest))),
      page,
      all,
    );
  }

  private open({ trigger_id, view }: Json): Json {
    const trigger = this.triggers.get(trigger_id);
    if (!trigger) return failed('invalid_trigger_id');
    if (trigger.used) return failed('exchanged_trigger_id');
    if (trigger.expires < Date.now()) return failed('expired_trigger_id');
    const complaint = viewComplaint(view);
    if (complaint) return failed('invalid_arguments', complaint);
    trigger.used = true;
    const id = `V${String(this.views.length + 1).padStart(9, '0')}`;
    this.views.push({ view: { ...view, hash: `1.${this.views.length}` }, user: trigger.user, id });
    return { ok: true, view: { id, ...view } };
  }

  private updateView({ view_id, hash, view }: Json): Json {
    const shown = this.views.findLast(({ id }) => id === view_id);
    if (!shown) return failed('not_found');
    if (hash !== undefined && hash !== shown.view.hash) return failed('hash_conflict');
    const complaint = viewComplaint(view);
    if (complaint) return failed('invalid_arguments', complaint);
    const next = { view: { ...view, hash: `2.${this.views.length}` }, user: shown.user, id: view_id };
    this.views.push(next);
    return { ok: true, view: { id: view_id, ...next.view } };
  }

  private nextTs(): string {
    this.lastTs = Math.max(this.lastTs + 1, Date.now() * 1_000);
    const digits = String(this.lastTs);
    return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
  }
}

function isAfter(ts: string, oldest: string, inclusive = false): boolean {
  return Number(ts) > Number(oldest) || (inclusive && ts === oldest);
}

function paged(found: SlackMessage[], { limit = 100, cursor }: Json, all: unknown): Json {
  const from = cursor ? Number(Buffer.from(cursor, 'base64').toString()) : 0;
  const until = from + Math.min(Number(limit), 999);
  const has_more = until < found.length;
  const messages = found.slice(from, until).map(({ ts, text, blocks, thread_ts, metadata, files }) => ({
    type: 'message',
    ts,
    text,
    blocks,
    thread_ts,
    files: files?.map(({ id, name, title }) => ({ id, name, title })),
    metadata: all ? metadata : metadata && { event_type: metadata.event_type },
  }));
  const next_cursor = has_more ? Buffer.from(String(until)).toString('base64') : '';
  return { ok: true, messages, has_more, response_metadata: { next_cursor } };
}

function failed(error: string, message?: string): Json {
  return {
    ok: false,
    error,
    ...(message ? { response_metadata: { messages: [`[ERROR] ${message}`] } } : {}),
  };
}

function readArguments(body: string, type = ''): Json {
  if (type.includes('json')) return JSON.parse(body);
  // Somebody's words may begin like JSON and be none.
  const read = (value: string) => {
    if (!/^[[{]|^(true|false)$/.test(value)) return value;
    try {
      return JSON.parse(value);
    } catch {
      return value;
    }
  };
  return Object.fromEntries([...new URLSearchParams(body)].map(([name, value]) => [name, read(value)]));
}
