import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { postAlert, shopAlert } from '../../demo/alert.ts';
import { freePort, until } from '../../servers/process.ts';
import type { TimelineEntry } from '../../workflows/contract/timeline.ts';
import { newCanary, seenIn } from '../harness/canaries.ts';
import { stackUnavailable } from '../harness/servers.ts';
import { CanaryWorld, failing, type Payloads } from './canary-world.ts';

const skip = await stackUnavailable();

/** Plants secrets everywhere, lets everything happen to them that can, and looks for them wherever anything is kept or said. */
export function canaryStory(payloads: Payloads): void {
  describe(`Secrets, where payloads are ${payloads}`, { skip }, () => story(payloads));
}

function story(payloads: Payloads) {
  const planted = newCanary('planted on purpose', (core) => core);
  let world: CanaryWorld;
  let places: Map<string, string>;

  before(async () => {
    world = await CanaryWorld.open(payloads);
    await Promise.all([incidents(), gatewayMisused(), commandMisused()]);
    places = await world.places();
  });
  after(() => world?.close());

  /** An incident from its alert to its post-mortem, and one for every way to fail, told by every command. */
  async function incidents() {
    const { stack } = world;
    const health = async () => (await fetch(`${stack.shopUrl}/health`)).status;
    await fetch(`${stack.shopUrl}/leak`, { method: 'POST' });
    await until(async () => (await health()) === 503, { deadlineMs: 60_000 });
    for (const system of failing) await world.mayday(`start databaseIssues --system ${system}`);
    await delay(3_000);
    const alert = await shopAlert('firing', new Date());
    const { workflowId } = await postAlert(stack.gatewayUrl, world.hookToken, alert);
    const watching = world.startMayday(`watch ${workflowId}`);
    await shows(workflowId, /approval of plan 1/);
    await world.mayday(`note ${workflowId} ${planted.value}`);
    await world.mayday(`approve ${workflowId} --plan 1`);
    await shows(workflowId, /stability/);
    const { out, err } = await watching.ended;
    world.heard.set('mayday watch', out + err);
    assert.equal(
      (await stack.client.workflow.getHandle(workflowId).describe()).status.name,
      'COMPLETED',
      out,
    );
    assert.equal(await health(), 200);
    for (const system of failing) await givenUp(system);
    for (const words of [`show ${workflowId}`, `timeline ${workflowId}`, 'list --all']) {
      await world.mayday(words);
      await world.mayday(`${words} --json`);
    }
  }

  async function givenUp(system: string) {
    const place = `WorkflowId STARTS_WITH "incident:${system}:" AND ExecutionStatus = "Running"`;
    for await (const { workflowId } of world.stack.client.workflow.list({ query: place })) {
      await shows(workflowId, /people/);
      const shown = await world.mayday(`show ${workflowId}`);
      assert.match(shown, /is down: the connection was refused/);
      await world.mayday(`timeline ${workflowId} --json`);
      await world.mayday(`resolve ${workflowId} --as-false-alarm`);
    }
  }

  async function shows(workflowId: string, waitingFor: RegExp) {
    const said = async () => waitingFor.test(await world.mayday(`show ${workflowId} --json`));
    await until(said, { deadlineMs: 60_000, everyMs: 300 });
  }

  async function gatewayMisused() {
    const post = (title: string, authorization: string, body: string) =>
      world.ask(title, '/hooks/alertmanager', { method: 'POST', headers: { authorization }, body });
    assert.equal(await post('a wrong token', `Bearer ${planted.value}`, '{}'), 401);
    assert.equal(await post('basic auth and no JSON', world.basicAuthorization, '{'), 400);
    assert.equal(await post('a JSON that is no alert', `Bearer ${world.hookToken}`, '{}'), 400);
    assert.equal(await post('a large body', `Bearer ${world.hookToken}`, ' '.repeat(6 << 20)), 413);
    assert.equal(
      await world.ask('a wrong path', `/nowhere?token=${encodeURIComponent(world.hookToken)}`),
      404,
    );
    for (const path of ['/healthz', '/readyz']) await world.ask(path, path);
  }

  async function commandMisused() {
    const nobody = { TEMPORAL_ADDRESS: `127.0.0.1:${await freePort()}`, DEBUG: '1' };
    assert.match(await world.mayday('list', nobody), /does not answer/);
    await world.mayday('show', { TEMPORAL_CONFIG_FILE: '/nonexistent/temporal.toml', DEBUG: '1' });
    await world.mayday('doctor');
  }

  test('are in no history, no log, no output, no answer, no channel, no archive and no database of Temporal', () => {
    assert.deepEqual(seenIn(places, world.canaries), {});
  });

  test('would be found there: a word planted in a note is', () => {
    const found = Object.keys(seenIn(places, [planted]));
    const atTemporal = [
      /^the history of incident:demo:/,
      /^temporal\.db/,
      /^archive\/INC-.*\/history\.json$/,
    ];
    const wanted = [
      ...(payloads === 'plain' ? atTemporal : []),
      /^channel\.jsonl$/,
      /^archive\/INC-.*\/record\.json$/,
      /^archive\/INC-.*\/post-mortem\.md$/,
      /^the output of the worker$/,
      /^mayday timeline \S+$/,
      /^mayday timeline \S+ --json$/,
      /^mayday watch$/,
      /^messages in Slack$/,
      /^events of the webhook$/,
    ];
    for (const place of wanted)
      assert.ok(
        found.some((name) => place.test(name)),
        `${place} of ${found}`,
      );
    if (payloads === 'plain') return;
    assert.doesNotMatch(places.get('the output of the worker') ?? '', /a payload cannot be read/);
    for (const place of atTemporal)
      assert.deepEqual(
        found.filter((name) => place.test(name)),
        [],
      );
  });

  test('everybody who hears of incidents did, and there are metrics', () => {
    for (const [name, wanted] of [
      ['messages in Slack', /Resolved as fixed/],
      ['mails', /Subject: .*INC-/],
      ['cards in Teams', /Resolved as fixed/],
      ['events of the webhook', /Resolved as fixed/],
      ['mails', /boss@example\.com/],
      ['events at PagerDuty', /"event_action":"resolve"/],
      ['tickets at GitHub', /"state":"closed"/],
      ['metrics of the worker', /^mayday_incidents_ended_total\{.*system="demo".*\} 1$/m],
      ['metrics of the gateway', /^mayday_\w+_total\{/m],
    ] as const) {
      assert.match(places.get(name) ?? '', wanted, name);
    }
  });

  test('were in use: each failure says what is wrong, without them', () => {
    const told = [...places].filter(([name]) => /^mayday timeline \S+ --json$/.test(name));
    const findings = told.flatMap(([, text]) =>
      JSON.parse(text).flatMap(({ fact }: TimelineEntry) =>
        fact.kind === 'checked' ? fact.findings.map(({ says }) => says) : [],
      ),
    );
    for (const sentence of [
      /does not accept the password of mayday/,
      /nothing listens there/,
      /host no-such-host\.invalid is not known/,
      /asks for TLS/,
      /is not one of PostgreSQL/,
      /answers 503: 503 for \/\?key=\*\*\*&path=\*\*\*, asked by \*\*\* \(Basic \*\*\*\)/,
      /SELECT pg_sleep\(\?\), \?/,
    ])
      assert.ok(
        findings.some((says) => sentence.test(says)),
        `${sentence} of\n${[...new Set(findings)].join('\n')}`,
      );
  });
}
