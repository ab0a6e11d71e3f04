import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { ApplicationFailure } from '@temporalio/common';
import type { Channel } from '../../../activities/dependencies.ts';
import { type SlackChannelParts, slackChannel } from '../../../activities/slack/slack-channel.ts';
import { slackClient } from '../../../activities/slack/slack-client.ts';
import { botToken, SlackStandIn } from '../../harness/slack.ts';
import { notice } from '../../harness/slack-notices.ts';

const opened = notice('headline', 'e1', 0, { text: 'Opened as Critical' });
const ended = notice('resolved', 'e2', 60, { phase: 'resolved' });
const file = notice('update', 'e2-post-mortem', 60, { phase: 'resolved', file: 'post-mortem' });
const postMortem = '# Post-mortem INC-7K3FQ2: ü < & "too many clients"\n';

describe('Slack', () => {
  let slack: SlackStandIn;
  beforeEach(async () => {
    slack = await SlackStandIn.start();
  });
  afterEach(() => slack.stop());

  /** As a worker that has just started has it: without memory. */
  function channel(more: Partial<SlackChannelParts> = {}): Channel {
    const web = slackClient({ token: botToken, apiUrl: slack.apiUrl });
    const postMortemOf = async () => postMortem;
    return slackChannel({
      web,
      channel: '#incidents',
      catalogue: { people: () => new Map() },
      postMortemOf,
      ...more,
    });
  }

  test('a channel is found by its name among thousands, and looked for once', async () => {
    for (let i = 0; i < 2_100; i += 1)
      slack.conversations.add(`CMANY${String(i).padStart(5, '0')}`, `many-${i}`);
    slack.conversations.add('CLAST00001', 'the-last-one', { is_private: true });
    const last = channel({ channel: '#the-last-one' });
    await last.say(opened);
    await last.say(ended);
    assert.equal(slack.within('the-last-one').length, 2);
    assert.equal(slack.calls.filter((method) => method === 'conversations.list').length, 3);
  });

  test('a channel that is not there, archived, or without the app says what to do', async () => {
    slack.conversations.add('CARCHIVED1', 'archived', { is_archived: true });
    slack.conversations.add('CHIDDEN001', 'hidden', { is_private: true, is_member: false });
    const cases: [channel: string, says: RegExp][] = [
      ['#nowhere', /^Slack has no channel #nowhere, or the app cannot see it: create it, /],
      ['#hidden', /^Slack has no channel #hidden, .* invite the app if it is private/],
      ['#archived', /^The Slack channel #archived is archived: unarchive it, /],
      ['#closed', /^The Slack app is not in the channel #closed: type "\/invite @Mayday" there\.$/],
    ];
    for (const [where, says] of cases) {
      const failure = await channel({ channel: where })
        .say(opened)
        .catch((error: unknown) => error);
      assert.ok(failure instanceof ApplicationFailure && failure.nonRetryable);
      assert.match(failure.message, says);
    }
  });

  test('once the app is invited, the same worker goes on', async () => {
    const one = channel({ channel: '#closed' });
    await assert.rejects(one.say(opened), /\/invite/);
    const closed = slack.conversations.named('closed');
    assert.ok(closed);
    closed.is_member = true;
    await one.say(opened);
    assert.equal(slack.within('closed').length, 1);
  });

  test('the post-mortem is put into the thread, once', async () => {
    await channel().say(opened, ended);
    await channel().say(file);
    await channel().say(file);
    const [, , shared] = slack.messages;
    assert.equal(slack.messages.length, 3);
    assert.equal(shared?.thread_ts, slack.messages[0]?.ts);
    assert.deepEqual(
      slack.files.all.map(({ name, content, title }) => ({ name, content, title })),
      [{ name: 'INC-7K3FQ2-post-mortem.md', content: postMortem, title: 'Post-mortem of INC-7K3FQ2' }],
    );
  });

  test('a worker that is killed between the steps of an upload leaves one file to be seen', async () => {
    await channel().say(opened, ended);
    for (const method of ['files.getUploadURLExternal', 'files.completeUploadExternal']) {
      slack.dropAnswer(method);
      await assert.rejects(channel().say(file), method);
    }
    await channel().say(file);
    assert.equal(slack.messages.filter(({ files }) => files).length, 1);
  });

  test('in a channel of its own the post-mortem stands there, once', async () => {
    const own = { perIncident: true };
    await channel(own).say(opened, ended, file);
    await channel(own).say(file);
    const there = slack.within('inc-7k3fq2-databaseissues');
    assert.equal(there.filter(({ files }) => files).length, 1);
    assert.equal(there.find(({ files }) => files)?.thread_ts, undefined);
  });

  test('that nothing is kept is said, and not tried again', async () => {
    const one = channel({ postMortemOf: async () => undefined });
    await one.say(opened);
    await assert.rejects(one.say(file), { type: 'TargetNotFound', nonRetryable: true });
  });
});
