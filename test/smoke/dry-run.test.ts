import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import type { ShadowReport } from '../../archive/shadows.ts';
import { until } from '../../servers/process.ts';
import type { IncidentView } from '../../workflows/contract/incident.ts';
import type { Fact } from '../../workflows/contract/timeline.ts';
import { Live } from '../harness/live.ts';
import { mayday } from '../harness/mayday-command.ts';
import { stackUnavailable } from '../harness/servers.ts';

interface DryRun {
  incident: string;
  says: string;
  rehearsals: Extract<Fact, { kind: 'rehearsed' }>[];
}

describe('on the whole stack nothing is changed', { skip: await stackUnavailable() }, () => {
  let live: Live;
  let pids: number[];
  before(async () => {
    live = await Live.start();
    pids = await live.breakShop();
  });
  after(() => live?.end());

  const see = (...words: string[]) => mayday(words, { TEMPORAL_ADDRESS: live.stack.temporal.address });
  const unchanged = async () => {
    assert.deepEqual(await live.terminated(), []);
    assert.deepEqual((await live.sessions()).sort(), pids.sort());
    assert.equal(await live.shopLimit(), -1);
  };

  test('by a dry run, nor by a live incident that cites its plan', async () => {
    const words = [
      'start',
      'databaseIssues',
      '--system',
      'demo',
      '--dry-run',
      '--parameters',
      '{"limit": 5}',
    ];
    const said = await live.mayday(...words, '--json');
    assert.equal(said.code, 0, said.err);
    const dryRun: DryRun = JSON.parse(said.out);
    const [first, second] = dryRun.rehearsals;
    assert.deepEqual([first?.outcome, second?.outcome], ['would apply', 'would apply']);
    assert.deepEqual(
      first?.plan?.targets.map(({ state }) => Number(state.pid)).sort(),
      pids.sort(),
      'the very sessions that would be ended',
    );
    assert.match(dryRun.says, /^Dry run: nothing was changed\. Would have asked for Terminate/);
    await unchanged();
    const heard = (await live.notices()).filter(({ incident }) => incident === dryRun.incident);
    assert.ok(heard.length > 0 && heard.every(({ mode }) => mode === 'dry-run'));

    const incident = await live.alert('after the dry run');
    await incident.says(/^Plan 1 waits for approval/);
    const cited = await live.mayday('propose', incident.name, '--from', dryRun.incident, '--plan', '2');
    assert.equal(cited.code, 0, cited.err);
    await incident.says(/^Plan 2 waits for approval/);
    const shown = await see('show', incident.name);
    assert.match(
      shown.out,
      new RegExp(`Rehearsed as plan 2 of ${dryRun.incident}: its targets are as they were`),
    );
    assert.equal(await live.shopLimit(), -1, 'citing approves nothing');
    await live.mayday('resolve', incident.name, '--as-false-alarm');
    await incident.resolves();
  });

  test('by a shadow, which tells afterwards what it would have done against what people did', async () => {
    const file = live.place('systems/demo.yaml');
    await writeFile(file, `${await readFile(file, 'utf8')}\nmode: shadow\n`);
    const shadow = await live.alert('in shadow');
    assert.match(shadow.workflowId, /^shadow:demo:databaseIssues:/);
    await shadow.says(/^Would ask alice or carol to approve plan 1/);
    await unchanged();
    assert.equal((await see('list')).out, 'No incident is open. "mayday list --all" shows closed ones.\n');
    assert.match((await see('list', '--shadow')).out, new RegExp(shadow.name));

    const joined = await live.mayday(
      'start',
      'databaseIssues',
      '--system',
      'demo',
      '--summary',
      'I see it, too',
    );
    assert.equal(joined.code, 0, joined.err);
    assert.match(
      joined.out,
      new RegExp(`^${shadow.name} is open \\(shadow\\)`),
      'what a file says holds at any door',
    );
    await live.mayday('note', shadow.name, 'ended the idle sessions by hand');
    const admin = new pg.Client({ connectionString: live.stack.postgres.url });
    await admin.connect();
    await admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'shop' AND application_name = 'shop' AND state = 'idle'`,
    );
    await admin.end();
    await until(async () => ((await shadow.view()) as IncidentView).phase === 'resolved', {
      deadlineMs: 60_000,
    });
    const words = ['report', '--shadow', '--json'];
    const report = await mayday(words, live.stack.auditing);
    assert.equal(report.code, 0, report.err);
    const { incidents }: ShadowReport = JSON.parse(report.out);
    const [told] = incidents;
    assert.equal(told?.incident, shadow.name);
    assert.ok((told.proposedAfter ?? 0) < (told.wellAfter ?? 0));
    assert.ok(told.entries.some(({ who, says }) => who === 'people' && says.includes('by hand')));
    await shadow.replays();
  });
});
