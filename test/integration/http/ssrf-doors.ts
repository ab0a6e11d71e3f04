import { openAlertmanager } from '../../../activities/alertmanager/api.ts';
import { servedCertificate, unserved } from '../../../activities/certificates/served.ts';
import { elasticsearch } from '../../../activities/elasticsearch/search.ts';
import { httpHealth } from '../../../activities/http/health.ts';
import { httpLogin } from '../../../activities/http/login.ts';
import { httpMetrics } from '../../../activities/http/metrics.ts';
import { httpResponseTimes } from '../../../activities/http/response-times.ts';
import { kubernetesClusters } from '../../../activities/kubernetes/clusters.ts';
import { recentCommits } from '../../../activities/outside/commits.ts';
import { externalDependencies } from '../../../activities/outside/dependencies.ts';
import { sendEvent } from '../../../activities/pagerduty/events.ts';
import { pagerDutyOnCalls } from '../../../activities/pagerduty/on-calls.ts';
import { prometheusServers } from '../../../activities/prometheus/query.ts';
import { sentry } from '../../../activities/sentry/api.ts';
import { slackClient } from '../../../activities/slack/slack-client.ts';
import { statusPages } from '../../../activities/status-page/pages.ts';
import { teamsChannel } from '../../../activities/teams/teams-channel.ts';
import { gitHubTickets } from '../../../activities/tickets/git-hub-tickets.ts';
import { webhookChannel } from '../../../activities/webhook/webhook-channel.ts';
import { identityProvider } from '../../../client/board/sign-in/oidc.ts';
import { admission } from '../../../client/codec-server/admission.ts';
import { notice } from '../../harness/slack-notices.ts';
import { run } from './asked.ts';

/** Asks an address of the catalogue or of a setting, and answers with what a person is told of it. */
export type Door = (url: string) => Promise<string>;

const secret = 'canary-credential';
const resolve = (text: string) => (text.startsWith('secret:') ? secret : text);
const bearer = 'secret:token';
const patience = 5_000;

/** What went wrong, by itself and by what caused it. */
async function told(asked: Promise<unknown>): Promise<string> {
  try {
    return JSON.stringify(await asked) ?? '';
  } catch (error) {
    const all: string[] = [];
    for (let cause = error; cause instanceof Error; cause = cause.cause) all.push(cause.message);
    return all.join(' ← ');
  }
}

const http = (url: string) => ({ id: 'shop', kind: 'http' as const, url });

async function depends(dependency: { url: string } | { statusPage: string }): Promise<string> {
  const dependencies = [{ title: 'Payments', slowAfter: 1_000, ...dependency }];
  const finding = await run(externalDependencies({ resolve }), { dependencies }).answer;
  return JSON.stringify(finding);
}

/** Every place from which an address of the catalogue, of a setting or of an answer is asked over HTTP or TLS. */
export const doors: Readonly<Record<string, Door>> = {
  health: (url) => told(run(httpHealth({ resolve }), { target: http(url), probes: 1, every: 1 }).answer),
  'response times': (url) =>
    told(run(httpResponseTimes({ resolve }), { target: http(url), requests: 1 }).answer),
  'sign-in': (url) => {
    const login = { user: bearer, password: bearer, fields: ['user', 'password'] as [string, string] };
    return told(run(httpLogin({ resolve }), { target: { ...http(url), login } }).answer);
  },
  'page of metrics': (url) =>
    told(run(httpMetrics({ resolve }), { target: { ...http(url), series: [], bearer } }).answer),
  prometheus: (url) =>
    told(prometheusServers({ resolve }).query({ id: 'prometheus', kind: 'prometheus', url, bearer }, 'up')),
  sentry: async (url) => {
    const target = { id: 'sentry', kind: 'sentry' as const, url, organization: 'a', project: 'b', bearer };
    return await told(sentry(target, resolve).get('projects/a/b/'));
  },
  elasticsearch: (url) => {
    const target = { id: 'logs', kind: 'elasticsearch' as const, url, index: 'logs', bearer };
    return told(elasticsearch(target as never, resolve).search({}));
  },
  alertmanager: (url) =>
    told(
      openAlertmanager(
        { id: 'alertmanager', kind: 'alertmanager', url, bearer } as never,
        resolve,
      ).silences(),
    ),
  'commits at GitHub': (url) => {
    const repository = { url: `${url.replace(/\/$/, '')}/shop/api`, since: 3_600_000, atLeast: 1, bearer };
    return told(run(recentCommits({ resolve }), { repository }).answer);
  },
  'tickets at GitHub': (url) => {
    const channel = gitHubTickets(
      { kind: 'tickets', repository: `${url.replace(/\/$/, '')}/shop/api`, bearer, label: 'incident' },
      resolve,
    );
    return told(channel.say(notice('headline', 'h', 0)));
  },
  'status page': (url) => {
    const target = { id: 'publicPage', kind: 'statusPage', url, bearer } as never;
    const text = { heading: 'a', status: 'investigating', message: 'b' } as never;
    return told(statusPages(resolve)(target).open(text, { incident: 'a', effect: 'b' }));
  },
  'what is needed outside': (url) => depends({ url }),
  'a status page of others': (url) => depends({ statusPage: url }),
  webhook: (url) =>
    told(
      webhookChannel({ kind: 'webhook', id: 'x', url, secret: bearer }, resolve).say(
        notice('update', 'u', 1),
      ),
    ),
  teams: (url) => told(teamsChannel({ kind: 'teams', url }, resolve).say(notice('update', 'u', 1))),
  'events of PagerDuty': (url) =>
    told(
      sendEvent({ routingKey: () => secret, url: () => url }, { event_action: 'resolve', dedup_key: 'k' }),
    ),
  'who is on call': (url) =>
    told(
      pagerDutyOnCalls({ token: secret, url, patience })({
        schedules: ['P1'],
        from: '2026-01-01T00:00:00Z',
        until: '2026-01-02T00:00:00Z',
      }),
    ),
  slack: (url) => told(slackClient({ token: secret, apiUrl: url }).auth.test()),
  'a certificate': async (url) => {
    const { hostname, port } = new URL(url);
    try {
      const { refused } = await servedCertificate(hostname.replace(/^\[|\]$/g, ''), Number(port) || 443);
      return refused ?? 'served';
    } catch (error) {
      return unserved(error).says;
    }
  },
  cluster: (url) => {
    const kubeconfig = JSON.stringify({
      clusters: [
        { name: 'c', cluster: { server: url.replace(/\/$/, ''), 'insecure-skip-tls-verify': true } },
      ],
      users: [{ name: 'u', user: { token: secret } }],
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
      'current-context': 'c',
    });
    const target = { id: 'cluster', kind: 'cluster', kubeconfig } as never;
    return told(
      kubernetesClusters({ resolve }).on({ cluster: target }, ({ core }) =>
        core.listNamespacedPod({ namespace: 'a' }),
      ),
    );
  },
  'identity provider': async (url) => {
    const settings = { issuer: url, clientId: 'mayday', clientSecret: secret } as never;
    return JSON.stringify(await identityProvider(settings, 'http://127.0.0.1').begin());
  },
};

/** Asks for the keys of a token's issuer; nobody is told of the address, so only what arrives there counts. */
export async function askForKeys(url: string): Promise<number> {
  const admit = admission({ bearer: [], tokens: { jwks: new URL(url), issuer: 'i', audience: 'a' } });
  const head = Buffer.from(JSON.stringify({ alg: 'RS256', kid: 'k' })).toString('base64url');
  const body = Buffer.from(JSON.stringify({ iss: 'i', aud: 'a', exp: 9_999_999_999 })).toString('base64url');
  const answer = await admit(`Bearer ${head}.${body}.AAAA`);
  return answer.admitted ? 200 : answer.status;
}
