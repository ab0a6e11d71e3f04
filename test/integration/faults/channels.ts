import { keepSilent } from '../../../activities/alertmanager/keep-silent.ts';
import type { Channel } from '../../../activities/dependencies.ts';
import { mailChannel } from '../../../activities/mail/mail-channel.ts';
import type { Access } from '../../../activities/mitigations/actions.ts';
import { planMitigation } from '../../../activities/mitigations/plan-mitigation.ts';
import { pagerDutyChannel } from '../../../activities/pagerduty/pager-duty-channel.ts';
import { slackChannel } from '../../../activities/slack/slack-channel.ts';
import { slackClient } from '../../../activities/slack/slack-client.ts';
import { statusPages } from '../../../activities/status-page/pages.ts';
import { webhookChannel } from '../../../activities/webhook/webhook-channel.ts';
import { startAlertmanager, toWebhook } from '../../../servers/alertmanager.ts';
import { MailServer } from '../../harness/mail-server.ts';
import { PagerDutyStandIn, routingKey } from '../../harness/pager-duty.ts';
import { botToken, channel, SlackStandIn } from '../../harness/slack.ts';
import { notice } from '../../harness/slack-notices.ts';
import { hookSecret, WebhookReceiver } from '../../harness/webhook-receiver.ts';
import { attempt } from '../postgres/world.ts';
import { PageStandIn, pageId, token } from '../status-page/page-stand-in.ts';
import type { Checked } from './checks.ts';
import type { Asker } from './under-fault.ts';

/** ms; the start to close of `say`, of what plans, and of what keeps alerts silent. */
const [saying, planning, silencing] = [20_000, 10_000, 10_000];

const page = notice('page', 'p1', 1, { about: 'paged', people: ['alice'], text: 'alice is paged' });
const at = (port: number) => `http://127.0.0.1:${port}`;
const resolve = (text: string) => text;
const portOf = (url: string) => Number(new URL(url).port);
const says = (made: (port: number) => Channel) => (port: number) => made(port).say(page);

/** Those who are told, and those who are written to, each by what tells them. */
export const told: Checked[] = [
  {
    title: 'Slack',
    needs: [],
    async start() {
      const slack = await SlackStandIn.start();
      const ask = says((port) => {
        const web = slackClient({ token: botToken, apiUrl: `${at(port)}/api/` });
        return slackChannel({ web, channel, catalogue: { people: () => new Map() } });
      });
      const port = portOf(slack.apiUrl);
      return {
        askers: [{ name: 'slack', port, ask, within: saying, names: /^Slack / }],
        stop: () => slack.stop(),
      };
    },
  },
  {
    title: 'PagerDuty',
    needs: [],
    async start() {
      const pagerDuty = await PagerDutyStandIn.start();
      const catalogue = { file: () => ({ links: {} }) as never };
      const ask = says((port) =>
        pagerDutyChannel({ routingKey: () => routingKey, url: () => at(port), catalogue }),
      );
      const names = /^PagerDuty cannot be reached/;
      return {
        askers: [
          {
            name: 'pagerDuty',
            port: portOf(pagerDuty.url),
            ask,
            within: saying,
            names,
            headSuffices: true,
          },
        ],
        stop: () => pagerDuty.stop(),
      };
    },
  },
  {
    title: 'a mail server',
    needs: [],
    async start() {
      const server = await MailServer.start();
      const ask = says((port) =>
        mailChannel({
          smtp: { host: '127.0.0.1', port, secure: false, requireTls: false, from: 'mayday@ops.example.com' },
          to: ['team@example.com'],
          catalogue: { file: () => ({}) as never, people: () => new Map(), policy: () => ({}) as never },
        }),
      );
      const names = /^The mail server (cannot be reached|did not take it in time)/;
      return {
        askers: [{ name: 'mail', port: server.port, ask, within: saying, names }],
        stop: () => server.stop(),
      };
    },
  },
  {
    title: 'a webhook',
    needs: [],
    async start() {
      const receiver = await new WebhookReceiver().listen();
      const ask = says((port) =>
        webhookChannel({ kind: 'webhook', id: 'notify', url: at(port), secret: hookSecret }, resolve),
      );
      const names = /^webhook notify \(http:.*\) gave no answer/;
      return {
        askers: [
          {
            name: 'webhook',
            port: portOf(receiver.url),
            ask,
            within: saying,
            names,
            headSuffices: true,
          },
        ],
        stop: () => receiver.stop(),
      };
    },
  },
  {
    title: 'a status page',
    needs: [],
    oneByOne: true,
    async start() {
      const publicPage = await PageStandIn.start();
      const ask: Asker['ask'] = (port) =>
        attempt().run(planMitigation({ statusPages: statusPages(resolve) } as unknown as Access), {
          mitigation: {
            name: 'tellPublic',
            title: 'Tell the public',
            action: 'statusPage.publish',
            risk: 'disruptive',
            target: { id: 'public', kind: 'statusPage', bearer: token, url: `${at(port)}/v1`, page: pageId },
            heading: 'API Issues',
            status: 'investigating',
            message: 'We are looking into it.',
            impact: 'major',
            components: {},
            asks: [],
            temporary: false,
          },
          parameters: {},
          keyId: '3c7f0000-0000-4000-8000-000000000001',
        });
      const names = /^The status page public \(http:.*\) cannot be reached/;
      return {
        askers: [{ name: 'statusPage', port: portOf(publicPage.url), ask, within: planning, names }],
        stop: () => publicPage.stop(),
      };
    },
  },
  {
    title: 'Alertmanager',
    needs: ['alertmanager'],
    async start() {
      const server = await startAlertmanager(toWebhook('http://127.0.0.1:9/', 'nobody listens'));
      const ask: Asker['ask'] = (port) =>
        keepSilent({ resolve })({
          alertmanager: { id: 'alertmanager', url: at(port) },
          keyId: '3c7f0000-0000-4000-8000-000000000001',
          incident: 'INC-7K3FQ2',
          alerts: [{ fingerprint: 'f1', name: 'ShopDown' }],
          until: new Date(Date.now() + 600_000).toISOString(),
        });
      const names =
        /^alertmanager \(http:.*\) (did not answer within 4 s: it hangs|broke the connection off)/;
      return {
        askers: [{ name: 'silences', port: portOf(server.url), ask, within: silencing, names }],
        stop: () => server.stop(),
      };
    },
  },
];
