import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import pino from 'pino';
import type { Report } from '../../../client/cli/doctor/report.ts';
import { connectTemporal, type Temporal } from '../../../client/temporal.ts';
import { until } from '../../../servers/process.ts';
import { startTemporal, type TemporalServer } from '../../../servers/temporal.ts';
import { readConfig } from '../../../worker/config.ts';
import { type RunningWorker, startWorker } from '../../../worker/main.ts';
import { mayday } from '../../harness/mayday-command.ts';
import { notOurOwn } from '../../harness/servers.ts';

const systems = fileURLToPath(new URL('../../../systems', import.meta.url));

describe('mayday doctor on a real Temporal', { skip: await notOurOwn('temporal') }, () => {
  let server: TemporalServer;
  let temporal: Temporal;
  let scratch: string;
  let env: Record<string, string>;
  let worker: RunningWorker | undefined;
  before(async () => {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    scratch = await mkdtemp(path.join(tmpdir(), 'mayday-doctor-'));
    server = await startTemporal({ headless: true, tuned: true });
    temporal = await connectTemporal({
      environment: { TEMPORAL_ADDRESS: server.address },
      identity: 'doctor-test',
    });
    env = {
      TEMPORAL_ADDRESS: server.address,
      MAYDAY_CATALOGUE: systems,
      MAYDAY_KEYS_DIR: path.join(scratch, 'keys'),
      MAYDAY_AS: 'alice',
    };
    await mayday(['keygen', 'alice'], env);
  });
  after(async () => {
    await worker?.stop();
    await temporal?.close();
    await server?.stop();
    await rm(scratch, { recursive: true, force: true });
  });

  test('with no worker it says which queues nobody polls, what is missing and what to type', async () => {
    const { code, out, err } = await mayday(['doctor'], env);
    assert.equal(code, 1, out);
    assert.match(out, /^✔ {2}Temporal +127\.0\.0\.1:\d+ answers: server 1\.\d+\.\d+, namespace default$/m);
    assert.match(out, /^! {2}retention +closed runs are kept for 1 day, .*--retention 30d$/m);
    assert.match(
      out,
      /^! {2}search attributes +MaydayIncident, .* are missing: temporal operator search-attribute create -n default --name MaydayIncident --type Keyword /m,
    );
    assert.match(out, /^✔ {2}schedules +one was made, looked at and deleted$/m);
    assert.match(out, /^✖ {2}queue mayday +no worker takes its workflows or activities: start one/m);
    assert.match(
      out,
      /^✖ {2}queue mayday-main +no worker takes its activities: .* main among its MAYDAY_POOLS/m,
    );
    assert.match(
      out,
      /^✖ {2}queue mayday-vps +no worker takes its activities: .* vps among its MAYDAY_POOLS/m,
    );
    assert.match(out, /^✖ {2}signal +a probe run had no answer within 5 s/m);
    assert.match(out, /^✔ {2}catalogue +.*systems: .*demo/m);
    assert.match(out, /^✔ {2}keys +alice can sign decisions$/m);
    assert.equal(err, '4 things to mend.\n');
  });

  test('what it tried leaves nothing behind', async () => {
    await until(
      async () => {
        const { count } = await temporal.client.workflow.count('ExecutionStatus = "Running"');
        assert.equal(count, 0);
      },
      { deadlineMs: 60_000 },
    );
    for await (const { scheduleId } of temporal.client.schedule.list()) assert.fail(scheduleId);
  });

  test('with a worker everything is good but the retention, the order of tasks, the host without a worker, and the missing keys and addresses, and the probe run is over in milliseconds', async () => {
    const home = path.join(scratch, 'home');
    const config = readConfig({ HOME: home, TEMPORAL_ADDRESS: server.address, MAYDAY_CATALOGUE: systems });
    worker = await startWorker(config, { log: pino({ level: 'silent' }), terminal: { write: () => true } });
    const { out } = await mayday(['doctor', '--json'], env);
    const reports: Report[] = JSON.parse(out);
    const ofSystems = (check: string) => /^(targets|channels) of /.test(check);
    assert.deepEqual(
      reports
        .filter(({ check, verdict }) => verdict !== 'good' && !ofSystems(check))
        .map(({ check }) => check),
      ['retention', 'priority', 'queue mayday-vps', 'approvers', 'channels'],
      JSON.stringify(reports),
    );
    const said = reports.filter(({ check }) => check === 'targets of demo').map(({ says }) => says);
    assert.match(said.join('\n'), /^shop-db: [A-Z_]+ is not set in the worker's environment/m);
    assert.match(
      reports.find(({ check }) => check === 'signal')?.says ?? '',
      /^a probe run answered after \d{1,3} ms$/,
    );
  });

  test('a system in another pool, and a host in its own, is told to have no worker there', async () => {
    const folder = path.join(scratch, 'systems');
    await mkdir(folder);
    await writeFile(
      path.join(folder, 'a.yaml'),
      'system: a\ntitle: A\npool: eu\ntargets: { machine: { kind: host, pool: attic } }\n',
    );
    const said = await mayday(['doctor'], { ...env, MAYDAY_CATALOGUE: folder });
    assert.equal(said.code, 1);
    assert.match(said.out, /^✔ {2}queue mayday +1 worker: /m);
    for (const pool of ['eu', 'attic'])
      assert.match(
        said.out,
        new RegExp(
          `^✖ {2}queue mayday-${pool} +no worker takes its activities: start one with ${pool} among its MAYDAY_POOLS$`,
          'm',
        ),
      );
  });
});
