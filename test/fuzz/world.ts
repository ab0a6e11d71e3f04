import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { type Scene, type SetUp, type Stack, startStack } from '../../demo/stack.ts';
import { freePort } from '../../servers/process.ts';
import { MailServer, mailUser } from '../harness/mail-server.ts';
import { botToken, channel, SlackStandIn, signingSecret, team } from '../harness/slack.ts';
import { deploysHook, type HookBody } from './inputs/hook-bodies.ts';
import type { SlackForm } from './inputs/slack-payloads.ts';

const secret = 'what-senders-of-the-fuzz-sign-with';

/** How a request was answered. */
export interface Answered {
  status: number;
  text: string;
  ms: number;
}

/** Temporal, gateway and worker as processes of their own, before a shop that is down; Slack and mail listen. */
export class FuzzWorld {
  readonly stack: Stack;
  readonly slack: SlackStandIn;
  readonly mail: MailServer;
  private readonly stops: (() => Promise<unknown>)[];

  private constructor(stack: Stack, slack: SlackStandIn, mail: MailServer, stops: FuzzWorld['stops']) {
    this.stack = stack;
    this.slack = slack;
    this.mail = mail;
    this.stops = stops;
  }

  static async open(): Promise<FuzzWorld> {
    const folder = await mkdtemp(path.join(tmpdir(), 'mayday-fuzz-'));
    const stops: FuzzWorld['stops'] = [() => rm(folder, { recursive: true, force: true })];
    try {
      const [slack, mail] = [await SlackStandIn.start(), await MailServer.start()];
      stops.push(
        () => slack.stop(),
        () => mail.stop(),
      );
      const stack = await startStack({
        say: () => undefined,
        folder,
        owns: (stop) => stops.push(stop),
        scene: downScene,
        catalogue: await catalogue(folder),
        temporal: { tuned: true, headless: true },
        environment: {
          MAYDAY_SLACK_TOKEN: botToken,
          MAYDAY_SLACK_SIGNING_SECRET: signingSecret,
          MAYDAY_SLACK_CHANNEL: channel,
          MAYDAY_SLACK_API_URL: slack.apiUrl,
          MAYDAY_SMTP_URL: `smtp://${mailUser.user}:${mailUser.password}@127.0.0.1:${mail.port}`,
          MAYDAY_MAIL_FROM: 'mayday@example.com',
          MAYDAY_SENTRY_SECRET: secret,
          MAYDAY_PAGERDUTY_WEBHOOK_SECRET: secret,
          DEPLOYS_TOKEN: secret,
        },
      });
      return new FuzzWorld(stack, slack, mail, stops);
    } catch (error) {
      for (const stop of stops.reverse()) await stop();
      throw error;
    }
  }

  async close(): Promise<void> {
    for (const stop of this.stops.reverse()) await stop();
  }

  /** Posts a body to its hook, with what shows that it is the sender's. */
  hook({ sender, body }: HookBody, headers: Record<string, string> = {}): Promise<Answered> {
    const digest = createHmac('sha256', secret).update(body).digest('hex');
    const token = sender === 'generic/deploys' ? secret : this.stack.hookToken;
    return this.post(`/hooks/${sender}`, body, {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      'sentry-hook-signature': digest,
      'x-pagerduty-signature': `v1=${digest}`,
      ...headers,
    });
  }

  /** Posts what Slack has signed. */
  slackForm({ path: to, form }: SlackForm): Promise<Answered> {
    const { body, headers } = this.slack.people.signForm(form);
    return this.post(to, Buffer.from(body), headers);
  }

  private async post(to: string, body: Buffer, headers: Record<string, string>): Promise<Answered> {
    const began = performance.now();
    const response = await fetch(`${this.stack.gatewayUrl}${to}`, {
      method: 'POST',
      headers,
      body: new Uint8Array(body),
      signal: AbortSignal.timeout(60_000),
    });
    return { status: response.status, text: await response.text(), ms: performance.now() - began };
  }
}

/** A shop that answers 503, and a database that nobody listens for. */
const downScene: SetUp<Scene> = async ({ owns }) => {
  const server = createServer((_request, response) => response.writeHead(503).end());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  owns(async () => {
    server.closeAllConnections();
    server.close();
  });
  const shopUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const DEMO_DATABASE_URL = `postgres://mayday@127.0.0.1:${await freePort()}/shop`;
  return { shopUrl, environment: { DEMO_SERVICE_URL: shopUrl, DEMO_DATABASE_URL } };
};

/** The demo's system with another sender, a heartbeat, and channels that hear of everything. */
async function catalogue(folder: string): Promise<string> {
  const systems = path.join(folder, 'systems');
  await mkdir(systems);
  const file = parse(await readFile(new URL('../../systems/demo.yaml', import.meta.url), 'utf8'));
  file.people.alice.slack = { user: 'UALICE0001', team };
  file.channels = { incidents: channel, mail: { to: ['ops@example.com'], severities: ['P0', 'P1'] } };
  file.severities.P0.response = '5m';
  file.hooks = { deploys: deploysHook };
  file.routes.unshift({
    match: { alertname: 'Watchdog' },
    runbook: 'generalIncident',
    heartbeat: { every: '10m' },
  });
  await writeFile(path.join(systems, 'demo.yaml'), stringify(file));
  return systems;
}
