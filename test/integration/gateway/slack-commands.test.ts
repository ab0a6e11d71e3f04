import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { freePort } from '../../../servers/process.ts';
import { startTemporal, type TemporalServer } from '../../../servers/temporal.ts';
import { incidentName } from '../../../workflows/contract/keys.ts';
import { unavailable } from '../../harness/servers.ts';
import { botToken, type SlackStandIn, team } from '../../harness/slack.ts';
import { SlackResponses } from '../../harness/slack-responses.ts';
import { slackCatalogue } from './slack-catalogue.ts';
import { SlackWorld } from './slack-world.ts';

const alice = 'UALICE0001';
/** Of the same workspace, and in no file. */
const eve = 'UEVE000001';

describe('/incident in Slack, with no worker alive', { skip: await unavailable('temporal') }, () => {
  let server: TemporalServer;
  let world: SlackWorld;
  let slack: SlackStandIn;
  let responses: SlackResponses;
  before(async () => {
    server = await startTemporal({ headless: true, tuned: true });
    world = await SlackWorld.start(server.address, await slackCatalogue());
    slack = world.slack;
    responses = await SlackResponses.start();
    await fetch(`${world.url}/readyz`);
  });
  after(async () => {
    await responses?.stop();
    await world?.stop();
    await server?.stop();
  });

  async function say(text: string, user = alice, change: Record<string, string> = {}) {
    const form = slack.people.command(text, user, { response_url: responses.url(), ...change });
    const { status, body, ms } = await slack.people.say(world.url, form);
    assert.equal(status, 200);
    assert.ok(ms < 3_000, `${text}: ${ms} ms`);
    if (body === '') return '';
    const answer = JSON.parse(body);
    assert.equal(answer.response_type, 'ephemeral', 'only the writer sees it');
    return answer.text as string;
  }

  test('alone, or with help, says what it knows; with a slip of the pen what was meant', async () => {
    for (const text of ['', 'help', ' HELP ']) {
      assert.match(await say(text), /\/incident create .*\n.*\/incident ack .*\n.*\/incident resolve/s);
    }
    assert.match(await say('resovle INC-7K3FQ2'), /knows no "resovle"; did you mean "resolve"\?/);
    assert.match(await say('constructor'), /knows no "constructor"/);
    assert.match(await say('approve 1'), /press the button under the question/);
  });

  test('with nothing open says so', async () => {
    assert.equal(await say('list'), 'No incident is open.');
    assert.match(await say('ack'), /^No incident is open: "\/incident list/);
    assert.match(await say('ack INC-ZZZZZZ'), /^No incident is called INC-ZZZZZZ/);
  });

  test('create opens the form, with the words and the system of the channel', async () => {
    assert.equal(await say('create "API 500 errors spike"'), '');
    assert.match(JSON.stringify(slack.views.at(-1)?.view), /"initial_value":"API 500 errors spike"/);
    await say('create neurocred “too many connections”', eve);
    const { view } = slack.views.at(-1) ?? {};
    assert.match(JSON.stringify(view), /"initial_value":"too many connections"/);
    assert.match(JSON.stringify(view), /mayday_runbook neurocred/);
    await say('declare all is down', alice, { channel_name: 'neurocred-incidents' });
    assert.match(JSON.stringify(slack.views.at(-1)?.view), /mayday_runbook neurocred/);
    assert.equal(
      await say('create x', alice, { trigger_id: slack.trigger(alice, -1) }),
      'Slack did not open the form: try again.',
    );
  });

  test('puts what it is told on record, in the name of the account, and says that nobody answers', async () => {
    const { workflowId, keyId, handle } = await world.incident('told');
    const name = incidentName(keyId);
    const told = [
      [`ack ${name}`, alice, { name: 'acknowledge' }],
      [`note ${name.toLowerCase()} "db1 &lt;is&gt; full"`, eve, { name: 'note', text: 'db1 <is> full' }],
      [`assign ${name} <@${alice}|alice>`, alice, { name: 'assign', to: 'alice' }],
    ] as const;
    for (const [text, user, expected] of told) {
      assert.equal(await say(text, user), `${name}: recorded; nobody answers yet (is a worker running?)`);
      const { name: verb, message } = (await world.signals(workflowId)).at(-1) ?? {};
      const { id, by, ...rest } = (message ?? {}) as unknown as Record<string, unknown>;
      assert.match(String(id), /^[0-9a-f]{64}$/);
      assert.deepEqual(by, { name: user === alice ? 'alice' : `slack:${team}/${eve}`, door: 'slack' });
      assert.deepEqual({ name: verb, ...rest }, expected);
    }
    await handle.terminate('the test is over');
  });

  test('sent twice by Slack it has one id; written twice, two', async () => {
    const { workflowId, keyId, handle } = await world.incident('twice');
    const form = slack.people.command(`ack ${incidentName(keyId)}`, alice);
    await Promise.all([slack.people.say(world.url, form), slack.people.say(world.url, form)]);
    await say(`ack ${incidentName(keyId)}`);
    const ids = (await world.signals(workflowId)).map(({ message }) => message.id);
    assert.equal(ids.length, 3);
    assert.equal(new Set(ids).size, 2);
    await handle.terminate('the test is over');
  });

  test('without a name means the only open one, and asks which if there are two', async () => {
    const one = await world.incident('one');
    assert.match(await say('update'), /^$/);
    const metadata = JSON.parse(slack.views.at(-1)?.view.private_metadata);
    assert.equal(metadata.workflowId, one.workflowId);
    const other = await world.incident('other');
    assert.match(await say('severity P0 all of it'), /^2 incidents are open, so say which: INC-/);
    const listed = await say('list');
    for (const { keyId } of [one, other]) assert.match(listed, new RegExp(incidentName(keyId)));
    assert.equal((await world.signals(one.workflowId)).length, 0);
    const channel_name = `${incidentName(one.keyId).toLowerCase()}-generalincident`;
    assert.match(await say('ack', alice, { channel_name }), /recorded/);
    assert.equal((await world.signals(one.workflowId)).length, 1, 'its own channel says which is meant');
    for (const { handle } of [one, other]) await handle.terminate('the test is over');
  });

  test('is refused to strangers; changes are for people of the catalogue', async () => {
    const { workflowId, keyId, handle } = await world.incident('who');
    const name = incidentName(keyId);
    for (const text of [
      `resolve ${name}`,
      `severity ${name} P3 I say so`,
      `assign ${name} eve`,
      `skip ${name}`,
    ]) {
      assert.match(
        await say(text, eve),
        /for people whom the catalogue names: add slack: \{ user: UEVE000001, team/,
      );
    }
    for (const text of ['list', 'create x', `ack ${name}`, `resolve ${name}`, 'help']) {
      assert.match(
        await say(text, alice, { team_id: 'TOTHER0001' }),
        /knows nobody of this workspace \(TOTHER0001\)/,
      );
    }
    assert.equal((await world.signals(workflowId)).length, 0);
    await handle.terminate('the test is over');
    assert.match(await say(`ack ${name}`), /is closed \(terminated/);
  });

  test('that Slack did not sign is refused, without its fields too', async () => {
    const form = slack.people.command('list', alice);
    const post = (body: string, headers: Record<string, string>) =>
      fetch(`${world.url}/slack/commands`, { method: 'POST', body, headers });
    const { body, headers } = slack.people.signForm(form);
    assert.equal((await post(body, {})).status, 401);
    assert.equal((await post(body.replace('list', 'help'), headers)).status, 401);
    const old = slack.people.signForm(form, Date.now() - 301_000);
    assert.equal((await post(old.body, old.headers)).status, 401);
    const { user_id: _, ...less } = form;
    const odd = slack.people.signForm(less);
    assert.equal((await post(odd.body, odd.headers)).status, 400);
    const check = slack.people.signForm({ ssl_check: '1', token: 'x' });
    assert.equal((await post(check.body, check.headers)).status, 200);
  });

  test('leaves no trigger, response_url or token in histories and logs', async () => {
    const { workflowId, keyId, handle } = await world.incident('canary');
    const form = slack.people.command(`ack ${incidentName(keyId)}`, alice, { response_url: responses.url() });
    await slack.people.say(world.url, form);
    const written = JSON.stringify(await world.signals(workflowId)) + world.lines.join('');
    for (const secret of [
      'canary-response-url',
      form.trigger_id ?? '',
      'deprecated-verification',
      botToken,
    ]) {
      assert.ok(!written.includes(secret), secret);
    }
    await handle.terminate('the test is over');
  });
});

test('while Temporal is away /incident says so within three seconds', async () => {
  const world = await SlackWorld.start(`127.0.0.1:${await freePort()}`, await slackCatalogue());
  const responses = await SlackResponses.start();
  try {
    for (const text of ['ack INC-7K3FQ2', 'list', 'note INC-7K3FQ2 it burns']) {
      const url = responses.url();
      const form = world.slack.people.command(text, alice, { response_url: url });
      const { status, body, ms } = await world.slack.people.say(world.url, form);
      assert.equal(status, 200);
      assert.ok(ms < 3_000, `${ms} ms`);
      const first = JSON.parse(body).text;
      const until = Date.now() + 60_000;
      while (!responses.said.has(url) && /Still at it/.test(first) && Date.now() < until) {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      const says = responses.said.get(url)?.[0]?.text ?? first;
      assert.match(says, /Temporal does not answer, so nothing of this is sure to be on record/);
    }
    const { slack } = world;
    await slack.people.say(world.url, slack.people.command('create demo "all is down"', alice));
    const opened = slack.views.at(-1);
    assert.ok(opened);
    const { body, ms } = await slack.people.send(world.url, slack.people.submission(opened, {}));
    assert.match(body, /"mayday_summary":"Temporal does not answer, .* send it again, it counts once/);
    assert.ok(ms < 3_000, `${ms} ms`);
  } finally {
    await world.stop();
    await responses.stop();
  }
});
