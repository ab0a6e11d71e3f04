import assert from 'node:assert/strict';
import path from 'node:path';
import { after } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { mailChannel } from '../../activities/mail/mail-channel.ts';
import { pagerDutyChannel } from '../../activities/pagerduty/pager-duty-channel.ts';
import { createLogger } from '../../client/gateway/logger.ts';
import { buildGateway } from '../../client/gateway/server.ts';
import type { Catalogue } from '../../systems/catalogue.ts';
import { openCatalogue } from '../../systems/open-catalogue.ts';
import { FlakyChannel } from '../harness/flaky-channel.ts';
import { content, header, MailServer } from '../harness/mail-server.ts';
import { PagerDutyStandIn, routingKey } from '../harness/pager-duty.ts';
import { webhookBody, webhookHeaders, webhookSecrets } from '../harness/pager-duty-webhooks.ts';
import type { Stage } from '../harness/stage.ts';
import { story } from '../harness/story.ts';

const minute = 60_000;
const servers = { pagerDuty: [] as PagerDutyStandIn[], mail: [] as MailServer[] };
after(async () => {
  await Promise.all([...servers.pagerDuty, ...servers.mail].map((server) => server.stop()));
});

/** A story's own Slack, PagerDuty and mail server. */
async function channelsOfAStory() {
  const [slack, pagerDuty, mail] = [
    new FlakyChannel(),
    await PagerDutyStandIn.start(),
    await MailServer.start(),
  ];
  servers.pagerDuty.push(pagerDuty);
  servers.mail.push(mail);
  const open = (catalogue: Catalogue) => {
    // A story that is played again begins with nothing said.
    slack.said.length = 0;
    mail.taken.length = 0;
    pagerDuty.forget();
    return {
      slack,
      pagerDuty: pagerDutyChannel({ routingKey: () => routingKey, url: () => pagerDuty.url, catalogue }),
      mail: mailChannel({
        smtp: {
          host: '127.0.0.1',
          port: mail.port,
          secure: false,
          requireTls: false,
          from: 'mayday@example.com',
        },
        to: [],
        catalogue,
      }),
    };
  };
  return { slack, pagerDuty, mail, open };
}

/** The demo with PagerDuty, and with addresses of those who approve. */
function edit(file: string): string {
  return file
    .replace(/^ {2}alice:$/m, '$&\n    email: alice@example.com')
    .replace(/^ {2}bob:$/m, '$&\n    email: bob@example.com')
    .replace(/^ {2}carol: \{/m, '$& email: carol@example.com,')
    .replace(/^ {2}dora: \{\}$/m, '  dora: { email: dora@example.com }')
    .concat(`\nchannels:\n  pagerDuty: { routingKey: "\${PAGERDUTY_KEY}" }\n`);
}

const calm = await channelsOfAStory();
story(
  'PagerDuty wakes with the ladder, and acknowledging and resolving here does so there',
  async (stage) => {
    const { pagerDuty } = calm;
    const incident = await stage.alert({ severity: 'P1' });
    await incident.asked();
    await stage.pass(20 * minute);
    await incident.asked(2);
    const paged = await incident.facts('paged');
    assert.ok(paged.length > 1);
    assert.deepEqual(
      [...pagerDuty.alerts.values()].map(({ woken }) => woken),
      paged.map(() => 1),
      'one alert a step',
    );
    await incident.approve('alice');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.deepEqual(pagerDuty.open, []);
    const actions = pagerDuty.events.map(({ event_action }) => event_action);
    assert.ok(actions.indexOf('acknowledge') < actions.indexOf('resolve', actions.indexOf('acknowledge')));
    assert.equal(calm.mail.taken.length, 0, 'mail stands in, and nothing had to be stood in for');
  },
  { edit, channels: calm.open },
);

const dark = await channelsOfAStory();
story(
  'Slack is down: PagerDuty asks; PagerDuty is down, too: mail does; and none of it holds up the fix',
  async (stage) => {
    const { slack, pagerDuty, mail } = dark;
    slack.away = true;
    const incident = await stage.alert({ severity: 'P1' });
    await incident.asked();
    await stage.pass(2 * minute);
    const questions = () => pagerDuty.of(':question:');
    await incident.until('PagerDuty asks', () => questions().length > 0);
    assert.match(JSON.stringify(questions()[0]?.event), /mayday approve INC-/);

    pagerDuty.down = true;
    // The plan expires, the next one is asked for, and somebody else is paged.
    await stage.pass(18 * minute);
    await incident.asked(2);
    const mails = (begin: string) => mail.taken.filter((each) => header(each, 'subject')?.startsWith(begin));
    await incident.until('mail asks', () => mails('DECISION WANTED').length > 0);
    assert.match(content(mails('DECISION WANTED')[0] ?? { to: [], raw: '' }), /mayday approve INC-/);
    assert.ok(mails('PAGE').length > 0);
    const away = (await incident.facts('channel away')).map(({ channel, instead }) => [channel, ...instead]);
    assert.deepEqual(away, [
      ['slack', 'pagerDuty'],
      ['pagerDuty', 'mail'],
    ]);

    await incident.approve('alice');
    await incident.until('it watches', ({ phase }) => phase === 'monitoring');
    assert.ok(slack.away && pagerDuty.down, 'fixed while both are down');
    await stage.pass(40 * minute);
    pagerDuty.down = false;
    assert.equal((await incident.result()).phase, 'resolved');
    assert.deepEqual(pagerDuty.open, [], 'what is over by now wakes nobody');
  },
  { edit, channels: dark.open },
);

const stubborn = await channelsOfAStory();
story(
  'a page never gives up: PagerDuty away for three hours hears it then',
  async (stage) => {
    const { pagerDuty } = stubborn;
    pagerDuty.down = true;
    const incident = await stage.alert();
    await incident.asked();
    await stage.pass(180 * minute);
    assert.equal(pagerDuty.alerts.size, 0);
    pagerDuty.down = false;
    await stage.pass(10 * minute);
    const paged = await incident.facts('paged');
    assert.deepEqual(
      [...pagerDuty.alerts.values()].map(({ status, woken }) => [status, woken]),
      paged.map(() => ['triggered', 1]),
    );
    await incident.resolve('alice', 'fixed', 'by hand');
    await incident.result();
    assert.deepEqual(pagerDuty.open, []);
  },
  { edit, channels: stubborn.open },
);

/** A listening gateway between PagerDuty and the stage. */
async function gatewayTo(stage: Stage) {
  const app = buildGateway({
    config: { credentials: 'anyone', hooks: { pagerDuty: { secrets: webhookSecrets } } },
    client: stage.client,
    catalogue: openCatalogue(path.join(stage.folder, 'systems')),
    log: createLogger('silent', []),
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const post = async (body: string, delivery?: string) => {
    const headers = webhookHeaders(body, webhookSecrets, delivery);
    const response = await fetch(`${url}/hooks/pagerduty`, { method: 'POST', headers, body });
    return {
      status: response.status,
      answer: (await response.json()) as { recorded?: boolean; nothing?: string },
    };
  };
  return { post, stop: () => app.close() };
}

const both = await channelsOfAStory();
story(
  'an acknowledgement in PagerDuty counts here, once, and what Mayday does there comes back in silence',
  async (stage) => {
    const { pagerDuty } = both;
    const gateway = await gatewayTo(stage);
    const incident = await stage.alert();
    await incident.asked();
    await incident.until('PagerDuty has it', () => pagerDuty.open.length > 0);
    const [key = ''] = pagerDuty.alerts.keys();

    const acknowledged = webhookBody('incident.acknowledged', { key });
    assert.equal((await gateway.post(acknowledged, 'delivery-1')).status, 202);
    assert.equal((await gateway.post(acknowledged, 'delivery-1')).status, 202);
    await incident.until('PagerDuty hears it', () =>
      pagerDuty.open.every(({ status }) => status !== 'triggered'),
    );
    const [fact, ...more] = await incident.facts('acknowledged');
    assert.deepEqual(
      [fact?.by, more],
      [{ kind: 'person', name: 'PagerDuty: Tenex Engineer', door: 'pagerduty', verified: false }, []],
    );
    // Mayday's own acknowledgement of all alerts, as PagerDuty tells of it.
    const ours = await gateway.post(webhookBody('incident.acknowledged', { key, user: null }));
    assert.match(ours.answer.nothing ?? '', /nothing new/);

    await gateway.post(webhookBody('incident.escalated', { key, user: null }));
    await gateway.post(webhookBody('incident.resolved', { key }));
    while ((await incident.facts('noted')).length < 2) await delay(30);
    const notes = (await incident.facts('noted')).map(({ text }) => text);
    assert.match(
      notes.join('; '),
      /^Escalated in PagerDuty to Second Engineer; Resolved in PagerDuty; .* goes on here/,
    );
    assert.equal((await incident.facts('acknowledged')).length, 1);

    await incident.approve('alice');
    assert.equal((await incident.result()).phase, 'resolved');
    const late = await gateway.post(webhookBody('incident.acknowledged', { key }));
    assert.deepEqual([late.status, late.answer.recorded], [202, false]);
    await gateway.stop();
  },
  { edit, channels: both.open },
);
