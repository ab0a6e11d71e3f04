import assert from 'node:assert/strict';
import test from 'node:test';
import { ApplicationFailure } from '@temporalio/common';
import { directoryOf } from '../../../activities/slack/directory.ts';
import { slackClient } from '../../../activities/slack/slack-client.ts';
import { stakeholdersByMail } from '../../../activities/stakeholders/by-mail.ts';
import { stakeholdersInSlack } from '../../../activities/stakeholders/in-slack.ts';
import { says } from '../../../workflows/contract/channels.ts';
import type { Notice } from '../../../workflows/contract/notices.ts';
import { content, header, MailServer } from '../../harness/mail-server.ts';
import { botToken, channel as channelId, SlackStandIn } from '../../harness/slack.ts';
import { notice } from '../../harness/slack-notices.ts';

const technical = {
  people: ['alice'],
  details: ['[SICK] 97 of 100 connections', 'pg_terminate_backend(101)'],
  acknowledgedBy: 'alice (cli)',
  commander: 'alice',
  title: 'Demo shop',
};
const opened = notice('headline', 'h', 0, {
  ...technical,
  about: 'opened',
  text: 'Opened as Critical by alertmanager: too many clients already',
  nextUpdate: '2026-01-31T03:42:00.000Z',
});
const watched = notice('update', 'm', 600, {
  ...technical,
  about: 'monitoring',
  phase: 'monitoring',
  impact: '1200 users; <checkout> & basket',
  text: 'Watching for stability',
});
const end = notice('resolved', 'r', 2_460, {
  ...technical,
  about: 'resolved',
  phase: 'resolved',
  ending: 'fixed',
  impact: '1200 users; <checkout> & basket',
  text: 'Resolved as fixed by alice (cli): pg_terminate_backend helped',
});
const notTheirs = /alice|pg_|connections|clients|mayday|demo:/i;

async function inSlack(t: test.TestContext) {
  const slack = await SlackStandIn.start();
  t.after(() => slack.stop());
  /** As another worker has it. */
  const worker = () => {
    const web = slackClient({ token: botToken, apiUrl: slack.apiUrl });
    return stakeholdersInSlack({ web, channel: channelId, directory: directoryOf(web) });
  };
  return { slack, worker };
}

test('in Slack they read what it does, since when, what is done and when there is more, and nothing else', async (t) => {
  const { slack, worker } = await inSlack(t);
  const channel = worker();
  for (const each of [opened, watched, end]) await channel.say(each);
  assert.deepEqual(
    slack.messages.map(({ text }) => text.split('\n')),
    [
      [
        'Demo shop: incident INC-7K3FQ2',
        'There is a problem with Demo shop (severity: Critical).',
        'What it does: not known yet',
        'Since: 2026-01-31 03:12 UTC',
        'What is done: the cause is being looked for',
        'Next update: by 2026-01-31 03:42 UTC',
      ],
      [
        'Demo shop: incident INC-7K3FQ2',
        'There is a problem with Demo shop (severity: Critical).',
        'What it does: 1200 users; &lt;checkout&gt; &amp; basket',
        'Since: 2026-01-31 03:12 UTC',
        'What is done: a remedy works, and it is being watched whether it lasts',
        'Next update: as soon as there is news',
      ],
      [
        'Demo shop: incident INC-7K3FQ2',
        'The problem is over.',
        'It lasted 41 min.',
        'What it did: 1200 users; &lt;checkout&gt; &amp; basket',
      ],
    ],
  );
  assert.doesNotMatch(
    slack.messages.map(({ text, blocks }) => [text, ...blocks.map((block) => block.text.text)]).join(),
    notTheirs,
  );
});

test('of what piled up they read the newest, and nothing comes twice, whoever says it again', async (t) => {
  const { slack, worker } = await inSlack(t);
  slack.dropAnswer('chat.postMessage');
  await assert.rejects(worker().say(opened, watched));
  await worker().say(opened, watched);
  await worker().say(opened);
  assert.equal(slack.messages.length, 1);
  assert.match(slack.messages[0]?.text ?? '', /being watched/);
  slack.dropAnswer('chat.postMessage');
  await assert.rejects(worker().say(end));
  await worker().say(end);
  await worker().say(watched, end);
  assert.equal(slack.messages.length, 2);
});

test('by mail it is the same, in one thread, as text in which nothing is markup', async (t) => {
  const server = await MailServer.start();
  t.after(() => server.stop());
  const smtp = {
    host: '127.0.0.1',
    port: server.port,
    secure: false,
    requireTls: false,
    from: 'Mayday <m@ops.example>',
  };
  const channel = stakeholdersByMail(smtp, ['ceo@example.com', 'sales@example.com']);
  await channel.say(opened);
  await channel.say(opened);
  await channel.say(watched, end);
  assert.equal(server.taken.length, 2);
  const [first, last] = server.taken;
  assert.ok(first && last);
  assert.deepEqual(first.to, ['ceo@example.com', 'sales@example.com']);
  assert.equal(header(first, 'Subject'), 'Demo shop: incident INC-7K3FQ2');
  assert.equal(header(first, 'References'), header(last, 'References'));
  assert.match(
    content(last),
    /The problem is over\.\r\nIt lasted 41 min\.\r\nWhat it did: 1200 users; <checkout> & basket/,
  );
  assert.match(content(last), /&lt;checkout&gt; &amp; basket/);
  for (const mail of [first, last])
    assert.doesNotMatch(content(mail).split('\r\n\r\n').slice(1).join(), notTheirs);
});

test('a mail server that is away is tried again', async () => {
  const smtp = { host: '127.0.0.1', port: 9, secure: false, requireTls: false, from: 'm@ops.example' };
  await assert.rejects(
    stakeholdersByMail(smtp, ['ceo@example.com']).say(opened),
    (error) => error instanceof ApplicationFailure && !error.nonRetryable,
  );
});

test('they hear of their severities only, of what changes for them, and of nothing that is restricted', () => {
  const channel = { kind: 'stakeholders', slack: '#board', severities: ['P0', 'P1'] } as const;
  const hears = (given: Notice) => says({ ...channel, severities: [...channel.severities] }, given);
  assert.ok([opened, watched, end].every(hears));
  assert.ok(hears({ ...opened, kind: 'update', about: 'severity changed', severity: 'P2' }));
  assert.ok(!hears({ ...opened, severity: 'P2' }));
  assert.ok(!hears({ ...opened, restricted: true }));
  assert.ok(!hears({ ...opened, mode: 'shadow' }));
  for (const about of ['checked', 'planned', 'paged', 'approved', 'noted'] as const)
    assert.ok(!hears({ ...watched, about }), about);
});
