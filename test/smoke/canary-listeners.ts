import { freePort } from '../../servers/process.ts';
import type { Canary } from '../harness/canaries.ts';
import { GitHubIssues, gitHubToken } from '../harness/git-hub-issues.ts';
import { MailServer, mailUser } from '../harness/mail-server.ts';
import { PagerDutyStandIn, routingKey } from '../harness/pager-duty.ts';
import { botToken, channel, SlackStandIn, signingSecret } from '../harness/slack.ts';
import { TeamsStandIn, teamsKey } from '../harness/teams.ts';
import { hookSecret, WebhookReceiver } from '../harness/webhook-receiver.ts';

/** What the stand-ins of services want to see from us: in no message to anybody. */
export const credentialsOfChannels: Canary[] = [
  ['the token of the Slack app', botToken],
  ['what Slack signs with', signingSecret],
  ['the password of the mail server', mailUser.password],
  ['the key in the address of Teams', teamsKey],
  ['the secret that signs webhooks', hookSecret],
  ['the integration key of PagerDuty', routingKey],
  ['the token of GitHub', gitHubToken],
].map(([name = '', value = '']) => ({ name, value, core: Buffer.from(value) }));

/** Everybody who hears of incidents, and both pages of metrics. */
export class Listeners {
  private readonly slack: SlackStandIn;
  private readonly mail: MailServer;
  private readonly teams: TeamsStandIn;
  private readonly webhook: WebhookReceiver;
  private readonly pagerDuty: PagerDutyStandIn;
  private readonly tickets: GitHubIssues;
  private readonly ports: { worker: number; gateway: number };

  private constructor(
    slack: SlackStandIn,
    mail: MailServer,
    pagerDuty: PagerDutyStandIn,
    ports: Listeners['ports'],
  ) {
    this.slack = slack;
    this.mail = mail;
    this.pagerDuty = pagerDuty;
    this.tickets = new GitHubIssues();
    this.teams = new TeamsStandIn();
    this.webhook = new WebhookReceiver();
    this.ports = ports;
  }

  static async open(): Promise<Listeners> {
    const ports = { worker: await freePort(), gateway: await freePort() };
    const [slack, mail] = [await SlackStandIn.start(), await MailServer.start()];
    const listeners = new Listeners(slack, mail, await PagerDutyStandIn.start(), ports);
    const { teams, webhook, tickets } = listeners;
    await Promise.all([teams, webhook, tickets].map((server) => server.listen()));
    return listeners;
  }

  async close(): Promise<void> {
    const { slack, mail, teams, webhook, pagerDuty, tickets } = this;
    await Promise.all([slack, mail, teams, webhook, pagerDuty, tickets].map((server) => server.stop()));
  }

  /** What the processes are given. */
  get environment(): Record<string, string> {
    return {
      MAYDAY_SLACK_TOKEN: botToken,
      MAYDAY_SLACK_SIGNING_SECRET: signingSecret,
      MAYDAY_SLACK_CHANNEL: channel,
      MAYDAY_SLACK_API_URL: this.slack.apiUrl,
      MAYDAY_SMTP_URL: `smtp://${mailUser.user}:${mailUser.password}@127.0.0.1:${this.mail.port}`,
      MAYDAY_MAIL_FROM: 'mayday@example.com',
      TEAMS_URL: this.teams.address,
      WEBHOOK_SECRET: hookSecret,
      ROUTING_KEY: routingKey,
      GITHUB_TOKEN: gitHubToken,
      MAYDAY_WORKER_PORT: `${this.ports.worker}`,
      MAYDAY_GATEWAY_METRICS_PORT: `${this.ports.gateway}`,
    };
  }

  /** What a catalogue file says of them. */
  get channels(): object {
    return {
      incidents: channel,
      teams: { url: `\${TEAMS_URL}` },
      webhooks: [{ id: 'hook', url: this.webhook.url, secret: `\${WEBHOOK_SECRET}` }],
      mail: { to: ['ops@example.com'], severities: ['P0', 'P1'] },
      pagerDuty: { routingKey: `\${ROUTING_KEY}`, url: this.pagerDuty.url },
      tickets: { repository: this.tickets.repository, bearer: `\${GITHUB_TOKEN}` },
      stakeholders: { mail: ['boss@example.com'] },
    };
  }

  /** What each of them got. */
  async places(): Promise<[string, string][]> {
    const metrics = async (port: number) => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    const { messages, ephemeral, views } = this.slack;
    return [
      ['messages in Slack', JSON.stringify([messages, ephemeral, views])],
      ['mails', this.mail.taken.map(({ raw }) => raw).join('\n')],
      ['cards in Teams', JSON.stringify(this.teams.cards)],
      ['events of the webhook', JSON.stringify(this.webhook.events)],
      // By contract the key is in each event.
      [
        'events at PagerDuty',
        JSON.stringify(this.pagerDuty.events, (name, of) => (name === 'routing_key' ? '' : of)),
      ],
      ['tickets at GitHub', JSON.stringify(this.tickets.issues)],
      ['metrics of the worker', await metrics(this.ports.worker)],
      ['metrics of the gateway', await metrics(this.ports.gateway)],
    ];
  }
}
