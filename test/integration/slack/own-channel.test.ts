import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { Channel } from '../../../activities/dependencies.ts';
import { slackChannel } from '../../../activities/slack/slack-channel.ts';
import { slackClient } from '../../../activities/slack/slack-client.ts';
import type { Approver } from '../../../systems/catalogue.ts';
import { botToken, channel as channelId, SlackStandIn, team } from '../../harness/slack.ts';
import { botUser } from '../../harness/slack-conversations.ts';
import { notice, planned } from '../../harness/slack-notices.ts';

const person = (name: string, user: string, ...roles: string[]): [string, Approver] => [
  name,
  { name, roles, publicKeys: [], slack: { user, team } },
];
const people = new Map([
  person('alice', 'UALICE0001', 'on-call'),
  person('bob', 'UBOB000001', 'incident-commander'),
  person('gone', 'UGONE00001', 'on-call'),
]);
const name = 'inc-7k3fq2-databaseissues';

describe('an incident with a channel of its own', () => {
  let slack: SlackStandIn;
  beforeEach(async () => {
    slack = await SlackStandIn.start();
  });
  afterEach(() => slack.stop());

  /** As a worker that has just started has it: without memory. */
  function channel(more: { channel?: string; isPrivate?: boolean } = { channel: channelId }): Channel {
    const web = slackClient({ token: botToken, apiUrl: slack.apiUrl });
    const catalogue = { people: () => people };
    return slackChannel({ web, catalogue, perIncident: true, ...more });
  }

  const opened = notice('headline', 'e1', 0, { text: 'Opened as Critical', commander: 'incident-commander' });
  const page = notice('page', 'e0', 0, { people: ['alice', 'gone'] });
  const asked = notice('ask', 'e3', 2, { phase: 'mitigating', plan: planned });
  const approved = notice('update', 'e4', 3, {
    phase: 'mitigating',
    acknowledgedBy: 'alice',
    plan: { ...planned, status: 'approved' },
  });

  const blocks = (where: string, i = 0) => JSON.stringify(slack.within(where)[i]?.blocks);

  test('everything is said there, one below the other; a headline in the channel of the system leads there', async () => {
    await channel().say(page, opened);
    for (const each of [asked, approved]) await channel().say(each);
    for (const each of [page, opened, asked, approved]) await channel().say(each);

    const own = slack.conversations.named(name);
    assert.ok(own);
    assert.match(own.topic, /^INC-7K3FQ2 · databaseIssues · demo · 0196f1d2-0000-7000-8000-000000000001$/);
    assert.deepEqual(
      slack.within(name).map(({ metadata, thread_ts }) => [metadata.event_payload.kind, thread_ts]),
      ['headline', 'page', 'ask', 'update'].map((kind) => [kind, undefined]),
    );
    assert.match(blocks(name), /acknowledged by alice.*mayday_assign/);
    assert.doesNotMatch(blocks(name, 2), /button/);
    assert.equal(slack.within('incidents').length, 1);
    assert.match(blocks('incidents'), new RegExp(`Opened as Critical.*acknowledged by alice.*<#${own.id}>`));
    assert.doesNotMatch(blocks('incidents'), /button/);
  });

  test('who is paged and who commands is invited by account; who cannot be is left out', async () => {
    const one = channel();
    await one.say(page, opened);
    const own = slack.conversations.named(name);
    assert.deepEqual(own?.members, [botUser, 'UALICE0001', 'UBOB000001']);
    slack.calls.length = 0;
    await one.say(notice('page', 'e9', 9, { people: ['alice'] }));
    assert.ok(!slack.calls.includes('conversations.invite'));
  });

  test('whoever is killed when, the incident has one channel and every message once', async () => {
    for (const method of [
      'conversations.create',
      'conversations.setTopic',
      'chat.postMessage',
      'chat.postMessage',
      'conversations.invite',
      'chat.postMessage',
    ]) {
      slack.dropAnswer(method);
      await assert.rejects(channel().say(page, opened), { type: 'TargetUnreachable' }, method);
    }
    await channel().say(page, opened);
    assert.deepEqual(
      slack.conversations.all.filter(({ creator }) => creator === botUser).map((each) => each.name),
      [name],
    );
    assert.equal(slack.within(name).length, 2);
    assert.equal(slack.within('incidents').length, 1);
  });

  test("a name that is somebody else's, or another incident's, is left alone", async () => {
    slack.conversations.add('CPEOPLE001', name);
    slack.conversations.add('COTHER0001', `${name}-2`, {
      creator: botUser,
      topic: 'INC-7K3FQ2 · another key',
    });
    await channel().say(page, opened);
    await channel().say(asked);
    assert.equal(slack.within(name).length + slack.within(`${name}-2`).length, 0);
    assert.equal(slack.within(`${name}-3`).length, 3);
  });

  test('is found again after somebody has changed its topic', async () => {
    await channel().say(page, opened);
    const own = slack.conversations.named(name);
    assert.ok(own);
    for (const topic of ['Everybody into the call!', '']) {
      own.topic = topic;
      await channel().say(notice('update', `after-${topic.length}`, 20));
    }
    assert.equal(slack.within(name).length, 4);
    assert.equal(slack.conversations.all.filter(({ creator }) => creator === botUser).length, 1);
  });

  test('needs no channel of the system', async () => {
    await channel({}).say(page, opened);
    assert.equal(slack.within(name).length, 2);
    assert.equal(slack.messages.length, 2);
  });

  test('that the channel of the system cannot be written to keeps nothing back, and is said once', async () => {
    const nowhere = channel({ channel: '#nowhere' });
    await nowhere.say(page, opened);
    await nowhere.say(asked);
    await channel({ channel: '#nowhere' }).say(approved);
    const texts = slack.within(name).map(({ text }) => text);
    assert.equal(texts.filter((text) => /Slack has no channel #nowhere/.test(text)).length, 1);
    assert.equal(slack.within(name).length, 5);
  });

  test('of a restricted incident only those see it who are invited', async () => {
    await channel({ channel: channelId, isPrivate: true }).say(page, opened);
    const own = slack.conversations.named(name);
    assert.equal(own?.is_private, true);
    assert.deepEqual(own?.members, [botUser, 'UALICE0001', 'UBOB000001']);
    await channel().say(asked);
    assert.equal(slack.within(name).length, 3);
  });

  test('an answer reaches the one who clicked there', async () => {
    await channel().say(page, opened);
    const id = slack.conversations.named(name)?.id ?? '';
    const place = { user: 'UBOB000001', team, channel: id };
    await channel().say(notice('answer', 'e7', 7, { text: 'bob is not an approver', slack: place }));
    assert.deepEqual([slack.ephemeral[0]?.channel, slack.ephemeral[0]?.user], [id, 'UBOB000001']);
  });
});
