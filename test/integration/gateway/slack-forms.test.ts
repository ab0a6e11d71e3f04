import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTemporal, type TemporalServer } from '../../../servers/temporal.ts';
import { incidentName, incidentWorkflowId } from '../../../workflows/contract/keys.ts';
import { slackActions } from '../../../workflows/contract/slack.ts';
import { unavailable } from '../../harness/servers.ts';
import { channel, type SlackMessage, type SlackStandIn, team } from '../../harness/slack.ts';
import { slackCatalogue } from './slack-catalogue.ts';
import { SlackWorld } from './slack-world.ts';

const alice = 'UALICE0001';
/** Of the same workspace, and in no file. */
const eve = 'UEVE000001';

describe('a form in Slack, with no worker alive', { skip: await unavailable('temporal') }, () => {
  let server: TemporalServer;
  let world: SlackWorld;
  let slack: SlackStandIn;
  before(async () => {
    server = await startTemporal({ headless: true, tuned: true });
    world = await SlackWorld.start(server.address, await slackCatalogue());
    slack = world.slack;
    await fetch(`${world.url}/readyz`);
  });
  after(async () => {
    await world?.stop();
    await server?.stop();
  });

  /** Presses a button of the headline, whatever that shows by now. */
  async function press(headline: SlackMessage, action: keyof typeof slackActions, user = alice) {
    const pressed = slack.people.blockActions(headline, slackActions.acknowledge, user);
    pressed.actions[0].action_id = slackActions[action];
    assert.deepEqual((await slack.people.send(world.url, pressed)).status, 200);
    return lastView();
  }

  function lastView() {
    const opened = slack.views.at(-1);
    assert.ok(opened);
    return opened;
  }

  const send = async (opened: ReturnType<typeof lastView>, values: Record<string, string>) =>
    await slack.people.send(world.url, slack.people.submission(opened, values));

  const shown = (opened = lastView()) => JSON.stringify(opened.view);

  test('names the commander: a role with its people, somebody, or a name that was typed', async () => {
    const { workflowId, keyId, headline } = await world.incident('assign');
    const opened = await press(headline, 'assign');
    assert.match(shown(), /on-call \(alice\).*"alice".*"bob"/);
    assert.match((await send(opened, {})).body, /"errors":\{"mayday_else":"Choose somebody, or write a name/);
    assert.equal((await send(opened, { mayday_who: 'incident-commander' })).body, '');
    await send(await press(headline, 'assign'), { mayday_who: 'on-call', mayday_else: 'dora' });
    const by = { name: 'alice', door: 'slack', slack: { user: alice, team, channel } };
    const said = (await world.signals(workflowId)).map(({ name, message: { id: _, ...rest } }) => [
      name,
      rest,
    ]);
    assert.deepEqual(said, [
      ['assign', { incident: keyId, by, to: 'incident-commander' }],
      ['assign', { incident: keyId, by, to: 'dora' }],
    ]);
  });

  test("changes the severity by the system's own words, with the reason", async () => {
    const { workflowId, headline } = await world.incident('severity');
    const opened = await press(headline, 'severity');
    assert.match(shown(), /Critical \(P0\)/);
    assert.match((await send(opened, { mayday_to: 'P0' })).body, /"mayday_reason":"Say why/);
    const sent = slack.people.submission(opened, { mayday_to: 'P0', mayday_reason: 'all of them' });
    for (let i = 0; i < 2; i += 1) assert.equal((await slack.people.send(world.url, sent)).body, '');
    const found = await world.signals(workflowId);
    assert.deepEqual(
      found.map(({ name, message }) => ({ name, ...pick(message, 'severity', 'reason') })),
      Array(2).fill({ name: 'changeSeverity', severity: 'P0', reason: 'all of them' }),
    );
    assert.equal(new Set(found.map(({ message }) => message.id)).size, 1, 'a doubled delivery counts once');
  });

  test('posts an update, of anybody in the workspace', async () => {
    const { workflowId, headline } = await world.incident('update');
    const opened = await press(headline, 'update', eve);
    assert.match((await send(opened, { mayday_text: ' ' })).body, /"mayday_text":"Say what is known/);
    const odd = await send(opened, { mayday_text: 'x', mayday_kind: 'nonsense' });
    assert.match(odd.body, /"mayday_kind":"Choose what it is/);
    await send(opened, { mayday_text: 'the pool is <full>', mayday_kind: 'cause' });
    const [signal] = await world.signals(workflowId);
    assert.equal(signal?.name, 'note');
    assert.deepEqual(pick(signal.message, 'text', 'kind'), { text: 'the pool is <full>', kind: 'cause' });
    assert.equal(signal.message.by.name, `slack:${team}/${eve}`);
  });

  test('for the commander and the severity opens only for people of the catalogue, and is taken only from them', async () => {
    const { workflowId, headline } = await world.incident('strangers');
    for (const action of ['assign', 'severity'] as const) {
      await press(headline, action, eve);
      assert.match(shown(), /for people whom the catalogue names: add slack: \{ user: UEVE000001/);
    }
    const opened = await press(headline, 'assign');
    const foreign = slack.people.submission({ ...opened, user: eve }, { mayday_else: 'eve' });
    assert.match((await slack.people.send(world.url, foreign)).body, /for people whom the catalogue names/);
    const elsewhere = slack.people.blockActions(headline, slackActions.acknowledge, alice);
    elsewhere.actions[0].action_id = slackActions.update;
    elsewhere.user.team_id = 'TOTHER0001';
    assert.equal((await slack.people.send(world.url, elsewhere)).status, 200);
    assert.match(shown(), /knows nobody of this workspace \(TOTHER0001\)/);
    assert.equal((await world.signals(workflowId)).length, 0);
  });

  test('of two people at once counts from both, each under their name', async () => {
    const { workflowId, headline } = await world.incident('two');
    const [one, other] = [await press(headline, 'update'), await press(headline, 'update', eve)];
    await Promise.all([send(one, { mayday_text: 'mine' }), send(other, { mayday_text: 'theirs' })]);
    const names = (await world.signals(workflowId)).map(({ message }) => message.by.name);
    assert.deepEqual(names.toSorted(), ['alice', `slack:${team}/${eve}`]);
  });

  test('is told when its trigger has expired, or its incident is over', async () => {
    const { handle, headline } = await world.incident('late');
    const opened = await press(headline, 'update');
    const late = slack.people.blockActions(headline, slackActions.acknowledge, alice);
    late.actions[0].action_id = slackActions.assign;
    late.trigger_id = slack.trigger(alice, -1);
    assert.equal((await slack.people.send(world.url, late)).status, 502);
    await handle.terminate('the test says so');
    assert.match((await send(opened, { mayday_text: 'x' })).body, /"mayday_text":"That incident is over/);
  });

  test('a shortcut of a message in a thread acknowledges, or begins an update with its words', async () => {
    const { workflowId, keyId, question, headline } = await world.incident('shortcuts');
    const reply: SlackMessage = {
      ...headline,
      ts: '1769829121.000200',
      thread_ts: headline.ts,
      blocks: [],
      text: 'db1 is full',
    };
    const run = async (callback: string, message?: SlackMessage, user = eve) =>
      (await slack.people.send(world.url, slack.people.shortcut(callback, user, message))).status;
    assert.equal(await run('mayday_acknowledge', reply), 200);
    assert.equal(await run('mayday_acknowledge', question), 200);
    assert.equal(await run('mayday_update', reply), 200);
    const opened = lastView();
    assert.match(shown(opened), /"initial_value":"db1 is full"/);
    await send(opened, {});
    const found = await world.signals(workflowId);
    assert.deepEqual(
      found.map(({ name, message }) => ({ name, ...pick(message, 'text', 'kind') })),
      [
        { name: 'acknowledge' },
        { name: 'acknowledge' },
        { name: 'note', text: 'db1 is full', kind: 'update' },
      ],
    );
    assert.equal(
      await run('mayday_update', { ...reply, ts: '1769829122.000300', thread_ts: undefined }),
      200,
    );
    assert.match(shown(), /not of an incident's thread or channel/);
    assert.equal(await run('somebody_elses'), 200);
    const own = slack.people.shortcut('mayday_acknowledge', eve, { ...reply, thread_ts: undefined });
    own.channel.name = `${incidentName(keyId).toLowerCase()}-databaseissues`;
    assert.equal((await slack.people.send(world.url, own)).status, 200);
    assert.equal((await world.signals(workflowId)).length, 4, 'its own channel says which incident is meant');
  });

  test('opens an incident as a start would: first the system, then its runbooks and severities', async () => {
    assert.equal(
      (await slack.people.send(world.url, slack.people.shortcut('mayday_create', eve))).status,
      200,
    );
    const empty = lastView();
    assert.doesNotMatch(shown(empty), /What is it about/);
    assert.match((await send(empty, { mayday_summary: 'x' })).body, /"mayday_system":"Choose a system/);
    const choice = slack.people.choice(empty, 'mayday_system', 'neurocred');
    assert.equal((await slack.people.send(world.url, choice)).status, 200);
    const opened = lastView();
    assert.equal(opened.id, empty.id);
    assert.match(shown(opened), /Complete API outage|API outage/i);
    const values = {
      mayday_summary: 'API 500 errors spike',
      'mayday_runbook neurocred': 'highErrorRate',
      'mayday_severity neurocred': 'P1',
    };
    const sent = slack.people.submission(opened, values);
    const answered = JSON.parse((await slack.people.send(world.url, sent)).body);
    const workflowId = incidentWorkflowId('neurocred', 'highErrorRate', 'manual');
    const { firstExecutionRunId, input } = await world.started(workflowId);
    const name = incidentName(firstExecutionRunId);
    assert.equal(answered.response_action, 'update');
    assert.match(
      JSON.stringify(answered.view),
      new RegExp(`${name} is on record; nobody answers for it yet`),
    );
    const openedBy = { kind: 'person', name: `slack:${team}/${eve}`, door: 'slack', verified: false };
    assert.deepEqual(input, {
      system: 'neurocred',
      summary: 'API 500 errors spike',
      severity: 'P1',
      openedBy,
    });

    const again = JSON.parse((await slack.people.send(world.url, sent)).body);
    assert.match(JSON.stringify(again.view), new RegExp(`${name} is on record`));
    assert.equal((await world.signals(workflowId)).length, 0, 'sent again by Slack it counts once');
    const joined = await slack.people.send(
      world.url,
      slack.people.submission(
        { ...opened, id: 'VANOTHER01', user: alice },
        { ...values, mayday_summary: 'me too' },
      ),
    );
    assert.match(joined.body, new RegExp(`${name} is open for that already`));
    const [note] = await world.signals(workflowId);
    assert.deepEqual([note?.name, pick(note?.message ?? {}, 'text')], ['note', { text: 'me too' }]);
  });

  test('refuses what its choices do not have', async () => {
    await slack.people.send(world.url, slack.people.shortcut('mayday_create', alice));
    const values = { mayday_system: 'demo', mayday_summary: 'x' };
    const empty = lastView();
    await slack.people.send(world.url, slack.people.choice(empty, 'mayday_system', 'demo'));
    const opened = lastView();
    const wrong = [
      [{ ...values, mayday_system: 'dmo' }, /"mayday_system":"Choose a system; did you mean/],
      [
        { ...values, 'mayday_runbook demo': 'messageBrokerIssues' },
        /"mayday_runbook demo":"The file of demo has no such/,
      ],
      [{ ...values, mayday_summary: ' ' }, /"mayday_summary":"Say what you see/],
    ] as const;
    for (const [given, says] of wrong) assert.match((await send(opened, given)).body, says);
  });
});

function pick(message: object, ...names: string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(message).filter(([name]) => names.includes(name)));
}
