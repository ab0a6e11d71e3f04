import assert from 'node:assert/strict';
import { after } from 'node:test';
import { directoryOf } from '../../activities/slack/directory.ts';
import { slackClient } from '../../activities/slack/slack-client.ts';
import { stakeholdersInSlack } from '../../activities/stakeholders/in-slack.ts';
import { impactSignal } from '../../workflows/contract/messages.ts';
import { botToken, channel, SlackStandIn } from '../harness/slack.ts';
import { story } from '../harness/story.ts';

const minute = 60_000;
const slack = await SlackStandIn.start();
after(() => slack.stop());

story(
  'stakeholders read of the opening, what it does, each promised update and the end, and of nothing else',
  async (stage) => {
    const incident = await stage.alert();
    await incident.asked();
    const by = { name: 'alice', door: 'cli' } as const;
    await incident.send(impactSignal, { by, users: 1200, functions: 'checkout' });
    await stage.pass(31 * minute);
    await incident.resolve('alice', 'fixed', 'pg_terminate_backend by hand');
    assert.equal((await incident.result()).phase, 'resolved');
    const texts = slack.messages.map(({ text }) => text);
    const [opening = '', impact = '', update = ''] = texts;
    assert.match(
      opening,
      /What it does: not known yet\n.*\nWhat is done: the cause is being looked for\nNext update: by/,
    );
    assert.match(impact, /What it does: 1200 users; checkout/);
    assert.match(update, /What is done: a remedy is being worked on\nNext update: by/);
    assert.match(texts.at(-1) ?? '', /The problem is over\.\nIt lasted (31|32) min/);
    const updates = (await incident.facts('status')).length;
    assert.equal(texts.length, 3 + updates);
    assert.doesNotMatch(texts.join(), /alice|pg_|session|clients/);
  },
  {
    edit: (file) => `${file}\nchannels: { stakeholders: { slack: "#board" } }\n`,
    channels: () => {
      const web = slackClient({ token: botToken, apiUrl: slack.apiUrl });
      return { stakeholders: stakeholdersInSlack({ web, channel, directory: directoryOf(web) }) };
    },
  },
);
