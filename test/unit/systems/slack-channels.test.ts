import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { channelsOf } from '../../../activities/catalogue/channels.ts';
import { openCatalogue } from '../../../systems/open-catalogue.ts';
import { type ChannelProfile, says } from '../../../workflows/contract/channels.ts';
import { notice } from '../../harness/slack-notices.ts';

const catalogue = openCatalogue(fileURLToPath(new URL('../../../systems', import.meta.url)));

function slackOf(system: string, restricted = false, set = true) {
  const channel = ({ kind }: ChannelProfile) =>
    kind !== 'slack' || set ? { say: async () => undefined } : 'set MAYDAY_SLACK_TOKEN';
  const { channels, unconfigured } = channelsOf({ catalogue, channel }, system, { restricted });
  return { slack: channels.find(({ kind }) => kind === 'slack'), unconfigured };
}

test('each document has the channel it names, or one for each incident', () => {
  const named = (channel: string) => ({ kind: 'slack', channel, files: true });
  const own = { kind: 'slack', perIncident: true, files: true };
  assert.deepEqual(slackOf('codementor-ai').slack, own);
  assert.deepEqual(slackOf('studyteddy').slack, named('#incident-response'));
  assert.deepEqual(slackOf('agentic-startup-studio').slack, named('#incidents'));
  assert.deepEqual(slackOf('onboarding-kyc').slack, own);
  assert.deepEqual(slackOf('neurocred').slack, named('#neurocred-incidents'));
});

test('the channel of a restricted incident is private; one that is shared stays what it is', () => {
  assert.deepEqual(slackOf('onboarding-kyc', true).slack, {
    kind: 'slack',
    perIncident: true,
    files: true,
    private: true,
  });
  assert.deepEqual(slackOf('studyteddy', true).slack, slackOf('studyteddy').slack);
});

test('only Slack takes files, and not of an incident that is only watched', () => {
  const file = notice('update', 'e9', 9, { phase: 'resolved', file: 'post-mortem' });
  const { channels } = channelsOf(
    { catalogue, channel: () => ({ say: async () => undefined }) },
    'neurocred',
  );
  assert.deepEqual(
    channels.filter((channel) => says(channel, file)).map(({ kind }) => kind),
    ['slack'],
  );
  assert.ok(channels.length > 2);
  assert.ok(!channels.some((channel) => says(channel, { ...file, mode: 'shadow' })));
  assert.ok(!says({ kind: 'slack' }, file), 'of an incident of an earlier release');
});

test('where a file asks for Slack and nobody has set it up, that is said; where it does not, it is not', () => {
  assert.ok(slackOf('neurocred', false, false).unconfigured.includes('slack (set MAYDAY_SLACK_TOKEN)'));
  assert.ok(!slackOf('demo', false, false).unconfigured.join().includes('slack'));
});
