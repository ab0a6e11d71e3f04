import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import pg from 'pg';
import pino from 'pino';
import type { Report } from '../../../client/cli/doctor/report.ts';
import { targets } from '../../../client/cli/doctor/targets.ts';
import { connectTemporal, type Temporal } from '../../../client/temporal.ts';
import { startPostgres } from '../../../servers/postgres.ts';
import { freePort } from '../../../servers/process.ts';
import { startTemporal } from '../../../servers/temporal.ts';
import { openCatalogue } from '../../../systems/open-catalogue.ts';
import { readConfig } from '../../../worker/config.ts';
import { startWorker } from '../../../worker/main.ts';
import { bundleVariable, workflowBundle } from '../../harness/bundle.ts';
import { stackUnavailable } from '../../harness/servers.ts';
import { botToken, channel, SlackStandIn } from '../../harness/slack.ts';

const password = 'canary-0123456789';

const files = {
  fine: `system: fine
title: Fine
targets:
  db: { kind: postgres, url: "\${OWNER_URL}", database: postgres }
  front: { kind: http, url: "\${FRONT_URL}" }
mitigations:
  end:
    title: End idle sessions
    action: postgres.terminateSessions
    target: db
    sessions: { state: idle, longerThan: 5m, atMost: 10 }
    risk: disruptive
`,
  poor: `system: poor
title: Poor
channels: { perIncident: true }
targets:
  db: { kind: postgres, url: "\${PLAIN_URL}", database: postgres }
  wrong: { kind: postgres, url: "\${WRONG_URL}", database: postgres }
  front: { kind: http, url: "\${DEAD_URL}" }
  cache: { kind: redis, url: "\${NOT_SET_URL}" }
  page: { kind: statusPage, page: abc, bearer: "\${NOT_SET_TOKEN}" }
mitigations:
  end:
    title: End idle sessions
    action: postgres.terminateSessions
    target: db
    sessions: { state: idle, longerThan: 5m, atMost: 10 }
    risk: disruptive
`,
  elsewhere: 'system: elsewhere\ntitle: Elsewhere\npool: eu\n',
};

describe('mayday doctor has the workers look at their targets and channels', {
  skip: await stackUnavailable(),
}, () => {
  const stops: (() => Promise<unknown>)[] = [];
  let temporal: Temporal;
  let slack: SlackStandIn;
  let systems: string;
  let asOwner: (statement: string) => Promise<void>;
  const look = (only?: string) => targets(temporal, openCatalogue(systems), only);

  before(async () => {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    const folder = await mkdtemp(path.join(tmpdir(), 'mayday-targets-'));
    stops.push(() => rm(folder, { recursive: true, force: true }));
    systems = path.join(folder, 'systems');
    await mkdir(systems);
    for (const [id, text] of Object.entries(files)) await writeFile(path.join(systems, `${id}.yaml`), text);
    const front = createServer((_, response) => response.end('well'));
    front.listen(0, '127.0.0.1');
    await once(front, 'listening');
    stops.push(async () => front.close());
    slack = await SlackStandIn.start();
    stops.push(() => slack.stop());
    const [server, postgres] = await Promise.all([
      startTemporal({ headless: true, tuned: true }),
      startPostgres(),
    ]);
    stops.push(
      () => server.stop(),
      () => postgres.stop(),
    );
    asOwner = async (statement) => {
      const owner = new pg.Client({ connectionString: postgres.url });
      await owner.connect();
      await owner.query(statement).finally(() => owner.end());
    };
    await asOwner(`CREATE ROLE plain LOGIN PASSWORD '${password}'`);
    const as = (user: string, word: string) => {
      const url = new URL(postgres.url);
      url.username = user;
      url.password = word;
      return url.href;
    };
    const environment = { TEMPORAL_ADDRESS: server.address };
    temporal = await connectTemporal({ environment, identity: 'targets-test' });
    stops.push(() => temporal.close());
    const bundle = await workflowBundle();
    const config = readConfig({
      ...environment,
      ...('codePath' in bundle ? bundleVariable(bundle.codePath) : {}),
      ...{ HOME: folder, MAYDAY_CATALOGUE: systems, OWNER_URL: postgres.url },
      PLAIN_URL: as('plain', password),
      WRONG_URL: as('plain', `${password}-not`),
      FRONT_URL: `http://127.0.0.1:${(front.address() as AddressInfo).port}/health`,
      DEAD_URL: `http://127.0.0.1:${await freePort()}/health`,
      ...{ MAYDAY_SLACK_TOKEN: botToken, MAYDAY_SLACK_CHANNEL: channel, MAYDAY_SLACK_API_URL: slack.apiUrl },
    });
    const worker = await startWorker(config, {
      log: pino({ level: 'silent' }),
      terminal: { write: () => true },
    });
    stops.push(() => worker.stop());
  });
  after(async () => {
    for (const stop of stops.reverse()) await stop();
  });

  test('what is reached with all rights is one line', async () => {
    assert.deepEqual(lines(await look('fine')), [
      'targets of fine good all can be reached: db, front',
      'channels of fine good those that can be tried can be used: slack',
    ]);
  });

  test('each thing that is missing is a line with what to do, and no secret in it', async () => {
    const said = lines(await look('poor')).join('\n');
    assert.match(said, /^targets of poor bad db: .* GRANT pg_signal_backend TO plain/m);
    assert.match(said, /^targets of poor bad wrong: .*does not accept the password of plain/m);
    assert.match(said, /^targets of poor bad front: front \(http:\/\/127\.0\.0\.1:\d+\) /m);
    assert.match(said, /^targets of poor bad cache: NOT_SET_URL is not set in the worker's environment/m);
    assert.match(said, /^targets of poor bad page: NOT_SET_TOKEN is not set/m);
    assert.ok(!said.includes(password), said);
  });

  test('once granted it is good, but for what it may not see', async () => {
    await asOwner('GRANT pg_signal_backend TO plain');
    const said = lines(await look('poor')).join('\n');
    assert.match(said, /^targets of poor doubtful db: .*GRANT pg_monitor TO plain/m);
  });

  test('a scope that the app of Slack has not is named', async () => {
    slack.scopes = slack.scopes.filter((scope) => scope !== 'channels:manage');
    const said = lines(await look('poor')).join('\n');
    assert.match(said, /^channels of poor bad slack: Slack knows mayday, whose app has no channels:manage/m);
  });

  test('a pool that no worker serves is unknown, not well', async () => {
    const said = lines(await look('elsewhere'));
    assert.match(said.join('\n'), /^targets of elsewhere untried nobody looked in the pool eu: /m);
  });

  test('a system that is none is said, with those there are', async () => {
    assert.match(
      lines(await look('nine')).join(),
      /no system "nine" here; write one of: elsewhere, fine, poor/,
    );
  });
});

function lines(reports: readonly Report[]): string[] {
  return reports.map(({ check, verdict, says }) => `${check} ${verdict} ${says}`);
}
