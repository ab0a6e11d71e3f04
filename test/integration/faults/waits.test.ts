import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ApplicationFailure } from '@temporalio/common';
import { keepSilent } from '../../../activities/alertmanager/keep-silent.ts';
import { elasticsearch } from '../../../activities/elasticsearch/search.ts';
import { kubernetesClusters } from '../../../activities/kubernetes/clusters.ts';
import { pagerDutyChannel } from '../../../activities/pagerduty/pager-duty-channel.ts';
import { prometheusServers } from '../../../activities/prometheus/query.ts';
import { sentry } from '../../../activities/sentry/api.ts';
import { slackChannel } from '../../../activities/slack/slack-channel.ts';
import { slackClient } from '../../../activities/slack/slack-client.ts';
import { statusPages } from '../../../activities/status-page/pages.ts';
import { webhookChannel } from '../../../activities/webhook/webhook-channel.ts';
import { routingKey } from '../../harness/pager-duty.ts';
import { botToken, channel } from '../../harness/slack.ts';
import { notice } from '../../harness/slack-notices.ts';
import { type Answer, type Asked, StandIn } from '../../harness/stand-in.ts';
import { hookSecret } from '../../harness/webhook-receiver.ts';

/** Answers everybody as it was told last. */
class Door extends StandIn {
  says: Answer = { status: 200 };

  protected answer(_: Asked): Answer {
    return this.says;
  }
}

const resolve = (text: string) => text;
const page = notice('page', 'p1', 1, { about: 'paged', people: ['alice'], text: 'alice is paged' });
const keyId = '3c7f0000-0000-4000-8000-000000000001';

/** The client speaks plain HTTP only where it is told not to check certificates. */
function to(server: string): string {
  return JSON.stringify({
    'current-context': 'eu',
    clusters: [{ name: 'eu', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'mayday', user: { token: 'token' } }],
    contexts: [{ name: 'eu', context: { cluster: 'eu', user: 'mayday' } }],
  });
}

/** Whoever is asked over HTTP, by a worker that has just started. */
const asks: Record<string, (url: string) => Promise<unknown>> = {
  Slack: (url) =>
    slackChannel({
      web: slackClient({ token: botToken, apiUrl: `${url}/api/` }),
      channel,
      catalogue: { people: () => new Map() },
    }).say(page),
  PagerDuty: (url) =>
    pagerDutyChannel({
      routingKey: () => routingKey,
      url: () => url,
      catalogue: { file: () => ({ links: {} }) as never },
    }).say(page),
  'a webhook': (url) =>
    webhookChannel({ kind: 'webhook', id: 'notify', url, secret: hookSecret }, resolve).say(page),
  'a status page': (url) =>
    statusPages(resolve)({ id: 'public', kind: 'statusPage', bearer: 'token', url, page: 'p1' }).find(keyId),
  Alertmanager: (url) =>
    keepSilent({ resolve })({
      alertmanager: { id: 'alertmanager', url },
      keyId,
      incident: 'INC-7K3FQ2',
      alerts: [{ fingerprint: 'f1', name: 'ShopDown' }],
      until: new Date(Date.now() + 600_000).toISOString(),
    }),
  Prometheus: (url) => prometheusServers({ resolve }).query({ id: 'metrics', kind: 'prometheus', url }, 'up'),
  Elasticsearch: (url) =>
    elasticsearch({ id: 'logs', kind: 'elasticsearch', url, index: 'logs-*' }, resolve).search({}),
  Sentry: (url) =>
    sentry(
      { id: 'sentry', kind: 'sentry', url, bearer: 'token', organization: 'shop', project: 'api' },
      resolve,
    ).get('projects/shop/api/issues/'),
  Kubernetes: (url) =>
    kubernetesClusters({ resolve }).on(
      { cluster: { id: 'eu', kind: 'cluster', kubeconfig: to(url) } },
      (cluster) => cluster.core.listNode(),
    ),
};

/** Slack's own client reads seconds only. */
const secondsOnly = ['Slack'];

for (const [name, ask] of Object.entries(asks)) {
  describe(name, () => {
    async function failure(t: test.TestContext, says: Answer): Promise<ApplicationFailure> {
      const door = await new Door().listen();
      t.after(() => door.stop());
      door.says = says;
      const thrown = await ask(door.url).then(
        (answer) => assert.fail(`it was answered: ${JSON.stringify(answer)}`),
        (error: unknown) => error,
      );
      assert.ok(thrown instanceof ApplicationFailure, `${thrown}`);
      return thrown;
    }

    test('429 with seconds: it comes back then', async (t) => {
      const { type, nextRetryDelay } = await failure(t, { status: 429, headers: { 'retry-after': '7' } });
      assert.deepEqual([type, nextRetryDelay], ['RateLimited', 7_000]);
    });

    test('429 with a date: it comes back then', async (t) => {
      const date = new Date(Date.now() + 20_000).toUTCString();
      const { type, nextRetryDelay } = await failure(t, { status: 429, headers: { 'retry-after': date } });
      assert.equal(type, 'RateLimited');
      const [least, most] = secondsOnly.includes(name) ? [30_000, 30_000] : [5_000, 20_000];
      assert.ok(Number(nextRetryDelay) >= least && Number(nextRetryDelay) <= most, `${nextRetryDelay} ms`);
    });

    test('500: it is tried again', async (t) => {
      const { type, nonRetryable, message } = await failure(t, { status: 500, body: { error: 'oops' } });
      assert.deepEqual([type, nonRetryable], ['TargetUnreachable', false]);
      assert.match(message, /500/);
    });

    test('a redirect to another host is followed by nobody', async (t) => {
      const elsewhere = await new Door().listen();
      t.after(() => elsewhere.stop());
      const { message } = await failure(t, { status: 307, headers: { location: `${elsewhere.url}/steal` } });
      assert.equal(elsewhere.asked.length, 0, message);
    });
  });
}
