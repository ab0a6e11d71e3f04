import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readInteraction } from '../../client/gateway/slack/interaction.ts';
import { slackForm } from './inputs/slack-payloads.ts';
import { assertSentence, tries } from './tries.ts';

const incidents = [
  { workflowId: 'incident:demo:databaseIssues:0123456789ab', keyId: '0f0e0d0c-0000-4000-8000-000000000001' },
  { workflowId: 'incident:shop:generalIncident:ba9876543210', keyId: '0f0e0d0c-0000-4000-8000-000000000002' },
];

test('whatever Slack sends is an interaction, somebody else’s, or lacks something', async (context) => {
  let understood = 0;
  const show = (input: object) => JSON.stringify(input);
  await tries(context, slackForm(incidents), { enough: 2_000, show }, ({ form }) => {
    let payload: unknown;
    try {
      payload = JSON.parse(form.payload ?? '');
    } catch {
      return;
    }
    const read = readInteraction(payload);
    if (!read.understood) return assertSentence(read.because, 500);
    const { interaction } = read;
    if (!interaction) return;
    understood += 1;
    const { place, id } = interaction;
    assert.match(id, /^[0-9a-f]{64}$/);
    for (const each of Object.values(place)) assert.ok(typeof each === 'string' && each !== '');
    if (interaction.kind === 'sent')
      for (const field of Object.values(interaction.fields)) assert.ok(field.length <= 1_000);
  });
  context.diagnostic(`${understood} were understood`);
  assert.ok(understood > 0);
});

test('a payload whose type is no text is somebody else’s', () => {
  for (const type of [7, null, {}, ['shortcut']])
    assert.deepEqual(readInteraction({ type }), { understood: true });
});
