import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { question } from '../../../activities/slack/blocks.ts';
import { freePort } from '../../../servers/process.ts';
import { startTemporal, type TemporalServer } from '../../../servers/temporal.ts';
import { slackActions } from '../../../workflows/contract/slack.ts';
import { unavailable } from '../../harness/servers.ts';
import { botToken, channel, type SlackStandIn, team } from '../../harness/slack.ts';
import { notice, planned } from '../../harness/slack-notices.ts';
import { SlackWorld } from './slack-world.ts';

describe('a click in Slack, with no worker alive', { skip: await unavailable('temporal') }, () => {
  let server: TemporalServer;
  let world: SlackWorld;
  let slack: SlackStandIn;
  before(async () => {
    server = await startTemporal({ headless: true, tuned: true });
    world = await SlackWorld.start(server.address);
    slack = world.slack;
    // A gateway asks at its start whether it is ready, and so has a connection before the first click.
    await fetch(`${world.url}/readyz`);
  });
  after(async () => {
    await world?.stop();
    await server?.stop();
  });

  // How long the slowest take when nothing else runs is measured by `npm run bench -- B5`.
  test('is answered once its signal is in the history: half of fifty in under 300 ms, each in the 3 s of Slack', async (context) => {
    const { workflowId, question } = await world.incident('fifty');
    const times: number[] = [];
    for (let i = 0; i < 50; i += 1) {
      const { status, body, ms } = await slack.people.click(
        world.url,
        question,
        slackActions.approve,
        'UALICE0001',
      );
      assert.deepEqual({ status, body }, { status: 200, body: '' });
      times.push(ms);
    }
    assert.equal((await world.signals(workflowId)).length, 50);
    const sorted = times.toSorted((a, b) => a - b);
    const [p50 = 0, slowest = 0] = [sorted[24], sorted[49]];
    context.diagnostic(`p50 ${p50.toFixed(1)} ms, slowest ${slowest.toFixed(1)} ms`);
    assert.ok(p50 < 300, `${p50} ms`);
    assert.ok(slowest < 3_000, `${slowest} ms`);
  });

  test('an approval names the person of the account, and the gateway vouches for it', async () => {
    const { workflowId, keyId, question } = await world.incident('approve');
    await slack.people.click(world.url, question, slackActions.approve, 'UALICE0001');
    const [signal] = await world.signals(workflowId);
    assert.ok(signal);
    assert.equal(signal.name, 'approve');
    const { id, at, signature, ...rest } = signal.message;
    assert.deepEqual(rest, {
      incident: keyId,
      by: { name: 'alice', door: 'slack', slack: { user: 'UALICE0001', team, channel } },
      plan: 1,
      hash: planned.hash,
    });
    assert.match(id ?? '', /^[0-9a-f]{64}$/);
    assert.ok(at && signature);
    assert.ok(world.vouchedFor(signal, keyId, 'approve'));
    assert.ok(!world.vouchedFor(signal, keyId, 'reject'));
  });

  test('an acknowledgement is on record', async () => {
    const { workflowId, keyId, headline } = await world.incident('acknowledge');
    await slack.people.click(world.url, headline, slackActions.acknowledge, 'UALICE0001');
    const [signal] = await world.signals(workflowId);
    const { id: _, ...message } = signal?.message ?? {};
    const by = { name: 'alice', door: 'slack', slack: { user: 'UALICE0001', team, channel } };
    assert.deepEqual(
      { name: signal?.name, message },
      { name: 'acknowledge', message: { incident: keyId, by } },
    );
  });

  test('a rejection asks for its reason, and carries it', async () => {
    const { workflowId, keyId, question } = await world.incident('reject');
    const { status } = await slack.people.click(world.url, question, slackActions.reject, 'UALICE0001');
    assert.equal(status, 200);
    assert.equal((await world.signals(workflowId)).length, 0);
    const opened = slack.views.at(-1);
    assert.ok(opened);
    const empty = slack.people.submission(opened, { mayday_reason: '  ' });
    const refused = await slack.people.send(world.url, empty);
    assert.deepEqual(JSON.parse(refused.body), {
      response_action: 'errors',
      errors: { mayday_reason: 'Say why, so that the others know.' },
    });
    const sent = slack.people.submission(opened, { mayday_reason: 'the nightly job <needs> them' });
    for (let i = 0; i < 3; i += 1) {
      const { status, body } = await slack.people.send(world.url, sent, { 'x-slack-retry-num': `${i}` });
      assert.deepEqual({ status, body }, { status: 200, body: '' });
    }
    const found = await world.signals(workflowId);
    assert.deepEqual([...new Set(found.map(({ name }) => name))], ['reject']);
    assert.equal(new Set(found.map(({ message }) => message.id)).size, 1);
    const [signal] = found;
    assert.ok(signal && world.vouchedFor(signal, keyId, 'reject'));
    assert.equal(signal.message.reason, 'the nightly job <needs> them');
    assert.equal(signal.message.by.slack.channel, channel);
  });

  test('an approval of what is destructive asks for its reason first, and carries it signed', async () => {
    const plan = { ...planned, risk: 'destructive' as const };
    const { workflowId, keyId, question } = await world.incident('destructive', plan);
    await slack.people.click(world.url, question, slackActions.approve, 'UALICE0001');
    assert.equal((await world.signals(workflowId)).length, 0);
    const opened = slack.views.at(-1);
    assert.ok(opened);
    assert.match(JSON.stringify(opened.view), /Approve plan 1.*This plan is destructive.*Why\?/);
    const refused = await slack.people.send(
      world.url,
      slack.people.submission(opened, { mayday_reason: ' ' }),
    );
    assert.match(refused.body, /"response_action":"errors".*Say why/);
    await slack.people.send(world.url, slack.people.submission(opened, { mayday_reason: 'all agree' }));
    const found = await world.signals(workflowId);
    assert.deepEqual(
      found.map(({ name, message }) => [name, message.reason]),
      [['approve', 'all agree']],
    );
    const [signal] = found;
    assert.ok(signal && world.vouchedFor(signal, keyId, 'approve'));
  });

  test('sent again by Slack it has the same id, pressed again another one', async () => {
    const { workflowId, question } = await world.incident('again');
    const pressed = slack.people.blockActions(question, slackActions.approve, 'UALICE0001');
    await slack.people.send(world.url, pressed);
    await slack.people.send(world.url, pressed, { 'x-slack-retry-num': '1' });
    await slack.people.click(world.url, question, slackActions.approve, 'UALICE0001');
    await slack.people.click(world.url, question, slackActions.approve, 'UEVE000001');
    const ids = (await world.signals(workflowId)).map(({ message }) => message.id);
    assert.equal(ids.length, 4);
    assert.equal(new Set(ids).size, 3);
    assert.equal(ids[0], ids[1]);
  });

  test('of somebody unknown, or of another workspace, is on record under the ids', async () => {
    const { workflowId, question } = await world.incident('stranger');
    await slack.people.click(world.url, question, slackActions.approve, 'UEVE000001');
    const elsewhere = slack.people.blockActions(question, slackActions.approve, 'UALICE0001', {
      user: { id: 'UALICE0001', team_id: 'TOTHER', name: 'alice' },
    });
    await slack.people.send(world.url, elsewhere);
    const names = (await world.signals(workflowId)).map(({ message }) => message.by.name);
    assert.deepEqual(names, [`slack:${team}/UEVE000001`, 'slack:TOTHER/UALICE0001']);
  });

  test('on Details shows what is known without a worker', async () => {
    const { workflowId, question } = await world.incident('details');
    const { status } = await slack.people.click(world.url, question, slackActions.details, 'UEVE000001');
    assert.equal(status, 200);
    assert.match(
      JSON.stringify(slack.views.at(-1)?.view),
      /Terminate the sessions that sit idle.*No worker answers now/,
    );
    assert.equal((await world.signals(workflowId)).length, 0);
  });

  test('when the incident is over, the clicker is told so', async () => {
    const { handle, headline, question } = await world.incident('over');
    await slack.people.click(world.url, question, slackActions.reject, 'UALICE0001');
    const opened = slack.views.at(-1);
    assert.ok(opened);
    await handle.terminate('the test says so');
    const { status } = await slack.people.click(world.url, headline, slackActions.acknowledge, 'UALICE0001');
    assert.equal(status, 200);
    assert.match(JSON.stringify(slack.views.at(-1)?.view), /That incident is over: nothing was changed/);
    const late = await slack.people.send(
      world.url,
      slack.people.submission(opened, { mayday_reason: 'late' }),
    );
    assert.match(late.body, /"response_action":"errors".*That incident is over/);
  });

  test('on a button of another edition, or on what is not ours, is answered politely', async () => {
    const { workflowId, question } = await world.incident('old');
    const old = slack.people.blockActions(question, slackActions.approve, 'UALICE0001');
    old.actions[0].value = '1';
    assert.equal((await slack.people.send(world.url, old)).status, 200);
    assert.match(JSON.stringify(slack.views.at(-1)?.view), /another edition of Mayday/);
    const opened = slack.views.length;
    old.actions[0].action_id = 'somebody_elses';
    for (const payload of [old, { type: 'shortcut' }, { type: 'view_closed' }]) {
      assert.equal((await slack.people.send(world.url, payload)).status, 200);
    }
    assert.equal(slack.views.length, opened);
    assert.equal((await world.signals(workflowId)).length, 0);
  });

  test('that Slack did not sign is 401, and a signed body without a payload 400', async () => {
    const { workflowId, question } = await world.incident('unsigned');
    const pressed = slack.people.blockActions(question, slackActions.approve, 'UALICE0001');
    const { body, headers } = slack.people.sign(pressed);
    const post = (sent: string, given: Record<string, string>) =>
      fetch(`${world.url}/slack/interactions`, { method: 'POST', body: sent, headers: given });
    assert.equal((await post(body, {})).status, 401);
    assert.equal((await post(body.replace('UALICE0001', 'UBOB000001'), headers)).status, 401);
    const old = slack.people.sign(pressed, Date.now() - 301_000);
    assert.equal((await post(old.body, old.headers)).status, 401);
    const odd = slack.people.sign({ type: 'block_actions' });
    assert.equal((await post(odd.body, odd.headers)).status, 400);
    assert.equal((await world.signals(workflowId)).length, 0);
  });

  test('leaves no trigger, response_url or token in histories and logs', async () => {
    const { workflowId, question } = await world.incident('canary');
    const pressed = slack.people.blockActions(question, slackActions.approve, 'UALICE0001');
    await slack.people.send(world.url, pressed);
    const written = JSON.stringify(await world.signals(workflowId)) + world.lines.join('');
    for (const secret of [
      'canary-response-url',
      pressed.trigger_id,
      'deprecated-verification-token',
      botToken,
    ]) {
      assert.ok(!written.includes(secret), secret);
    }
  });
});

test('while Temporal is away a click fails visibly, and a form says why', async () => {
  const world = await SlackWorld.start(`127.0.0.1:${await freePort()}`);
  const { slack } = world;
  try {
    const blocks = question(notice('ask', 'e2', 1, { plan: planned })).blocks;
    const message = { channel, ts: '1769829120.000100', text: '', blocks, broadcast: true, edits: [] };
    const clicked = await slack.people.click(world.url, message, slackActions.approve, 'UALICE0001');
    assert.equal(clicked.status, 503);
    assert.ok(clicked.ms < 3_000, `${clicked.ms} ms`);
    await slack.people.click(world.url, message, slackActions.reject, 'UALICE0001');
    const opened = slack.views.at(-1);
    assert.ok(opened);
    const sent = await slack.people.send(world.url, slack.people.submission(opened, { mayday_reason: 'no' }));
    assert.match(sent.body, /"response_action":"errors".*This is not on record/);
  } finally {
    await world.stop();
  }
});
