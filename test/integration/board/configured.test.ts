import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import pino from 'pino';
import type { Explanation } from '../../../client/alerts/explanation.ts';
import { alike, becauseOf, severityBecause } from '../../../client/alerts/explanation-sentences.ts';
import { buildGateway } from '../../../client/gateway/server.ts';
import { beginFreeze } from '../../../client/keepers/freezes.ts';
import { newKeyPair } from '../../../client/keys/private-key.ts';
import { connectTemporal, type Temporal } from '../../../client/temporal.ts';
import { until } from '../../../servers/process.ts';
import { startTemporal, type TemporalServer } from '../../../servers/temporal.ts';
import { openCatalogue } from '../../../systems/open-catalogue.ts';
import { readConfig } from '../../../worker/config.ts';
import { type RunningWorker, startWorker } from '../../../worker/main.ts';
import { coordinationQueue } from '../../../workflows/contract/queues.ts';
import { type Answered, BoardGuest } from '../../harness/board-guest.ts';
import { notOurOwn } from '../../harness/servers.ts';
import { captured } from '../../unit/cli/captured.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const systems = path.join(root, 'systems');
const samples = path.join(root, 'test/samples');
const url = 'http://127.0.0.1:8080';
const routes = '/board/configured/routes';
const alice = newKeyPair();

describe('what is configured, on a real Temporal', { skip: await notOurOwn('temporal') }, () => {
  let server: TemporalServer;
  let temporal: Temporal;
  let visitor: BoardGuest;
  let env: Record<string, string>;
  let worker: RunningWorker | undefined;
  let scratch: string;
  before(async () => {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    scratch = await mkdtemp(path.join(tmpdir(), 'mayday-board-'));
    server = await startTemporal({ headless: true, tuned: true });
    env = { TEMPORAL_ADDRESS: server.address, MAYDAY_CATALOGUE: systems, MAYDAY_AS: 'alice' };
    temporal = await connectTemporal({ environment: env, identity: 'board-test' });
    const app = buildGateway({
      config: {
        credentials: 'anyone',
        board: { keys: ['0123456789abcdef0123456789abcdef'], url, readers: [], archiveDir: '/nowhere' },
        environment: { DEMO_ALICE_PUBLIC_KEY: alice.publicKey },
      },
      client: temporal.client,
      catalogue: openCatalogue(systems),
      log: pino({ level: 'silent' }),
    });
    visitor = new BoardGuest(app);
    await visitor.signIn(alice.privateKeyPem, url);
  });
  after(async () => {
    await worker?.stop();
    await visitor?.app.close();
    await temporal?.close();
    await server?.stop();
    await rm(scratch, { recursive: true, force: true });
  });

  const look = async (page: string) => said((await visitor.get(`/board/configured/${page}`)).body);

  async function tries(message: string, from = ''): Promise<Answered> {
    return visitor.submit(await visitor.get(routes), routes, { message, from });
  }

  test('queues without a worker are said, one by one, with what to start', async () => {
    const text = await look('workers');
    assert.match(
      text,
      /Queue mayday: .*? No worker takes its workflows or activities: start one \(npm run worker\)/,
    );
    assert.match(text, /Queue mayday-main: .*? No worker takes its activities: start one with main among/);
    assert.match(text, /Queue mayday-vps: .*? No worker takes its activities: start one with vps among/);
  });

  for (const file of readdirSync(samples)) {
    const from = /^(\w+)-/.exec(file)?.[1] ?? '';
    test(`${file} would go where "mayday route" says, for the same reasons`, async () => {
      const { code, out, err } = await captured(
        ['route', path.join(samples, file), '--from', from, '--json'],
        env,
      );
      assert.equal(code, 0, err);
      const told = [JSON.parse(out)].flat() as (Explanation | { nothing: string })[];
      const { status, body } = await tries(readFileSync(path.join(samples, file), 'utf8'), from);
      const text = said(body);
      assert.equal(status, 200, text);
      for (const each of told) {
        if ('nothing' in each) {
          assert.ok(text.includes(`This concerns no incident: ${each.nothing}`), text);
          continue;
        }
        for (const [alert] of alike(each.alerts)) {
          const sentences = becauseOf(alert, each.labels).map(({ says }) => says);
          for (const says of [`${alert.runbook} of ${alert.system}`, severityBecause(alert), ...sentences])
            assert.ok(text.includes(squeezed(says)), says);
        }
        assert.ok(each.starts.length > 0);
        for (const { workflowId } of each.starts) assert.ok(text.includes(workflowId), workflowId);
      }
    });
  }

  const labels = 'alertname=ShopDatabaseConnectionsExhausted\nservice="demo-shop",\n\nseverity=warning';

  test('labels lead to a route, and to the incident that is open for them', async () => {
    const text = said((await tries(labels)).body);
    assert.match(text, /Goes to databaseIssues of demo Because route 1 of demo\.yaml fits: /);
    assert.match(text, /Severity P0 Critical, of the route/);
    assert.match(text, /now It would open an incident\./);
    assert.match(text, /Group \{\}:\{alertname="ShopDatabaseConnectionsExhausted"\} , assumed/);

    const workflowId = /incident:demo:databaseIssues:\w+/.exec(text)?.[0] ?? '';
    const handle = await temporal.client.workflow.start('databaseIssues', {
      workflowId,
      taskQueue: coordinationQueue,
      args: [{ system: 'demo' }],
    });
    await shown(async () =>
      /now It would join INC-\w{6} \(databaseIssues\), which is open/.test(said((await tries(labels)).body)),
    );
    await handle.terminate();
  });

  test('what is no alert is told what to write instead, and nothing typed is lost', async () => {
    for (const [typed, says] of [
      ['alertname=A\nno label', /Line 2, "no label", is no label: write name=value, one a line/],
      ['{"alerts": 1}', /This is no message of Alertmanager\. .*expected/],
      ['{ not json', /This is no message of Alertmanager\. The body is not JSON/],
      ['   ', /There is nothing to try: write labels, or paste a message/],
    ] as const) {
      const { status, body } = await tries(typed);
      assert.equal(status, 422);
      assert.match(said(body), says);
      assert.ok(typed.trim() === '' || said(body).includes(squeezed(typed)), typed);
    }
    const { body } = await tries('a=b', 'nobody');
    assert.equal(said(body).includes('There is no sender "nobody"'), false, 'labels need no sender');
    assert.match(said((await tries('{}', 'nobody')).body), /There is no sender "nobody"/);
  });

  test('it is tried with the token of a form only, and starts nothing', async () => {
    assert.equal((await visitor.post(routes, { message: labels })).status, 403);
    for await (const { workflowId, status } of temporal.client.workflow.list())
      assert.notEqual(status.name, 'RUNNING', workflowId);
  });

  test('a freeze is said with who began it and what ends it, and then that there is none', async () => {
    assert.match(await look('in-force'), /Nothing is frozen/);
    await beginFreeze(temporal, { system: 'demo', by: 'alice', reason: 'release <day>' });
    await shown(async () =>
      /All changes to demo are frozen since .* by alice: release <day>\. It ends with mayday thaw --system demo/.test(
        await look('in-force'),
      ),
    );
    await temporal.client.workflow.getHandle('mayday-freeze:demo').terminate();
    await shown(async () => (await look('in-force')).includes('Nothing is frozen'));
  });

  test('a worker is listed with what it takes and runs; pools that it does not serve stay without one', async () => {
    worker = await startWorker(
      readConfig({
        TEMPORAL_ADDRESS: server.address,
        MAYDAY_CATALOGUE: systems,
        MAYDAY_CHANNEL_LOG: path.join(scratch, 'channel.jsonl'),
        MAYDAY_ARCHIVE_DIR: scratch,
      }),
    );
    await shown(async () => !/No worker takes its workflows/.test(await look('workers')));
    const text = await look('workers');
    assert.match(
      text,
      /Queue mayday: .*? \d+@\S+ (workflows and activities|activities and workflows) .*?@temporalio\/worker@[\d.]+/,
    );
    assert.match(text, /Queue mayday-vps: .*? No worker takes its activities/);
  });
});

/** As soon as what the board remembers is old enough. */
async function shown(question: () => Promise<boolean>): Promise<void> {
  await until(question, { deadlineMs: 60_000, everyMs: 500 });
}

/** What a page says, without tags. */
function said(body: string): string {
  return squeezed(
    body
      .replaceAll(/<[^>]*>/g, ' ')
      .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&'),
  );
}

function squeezed(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}
