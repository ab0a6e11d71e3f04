import assert from 'node:assert/strict';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { until } from '../../../servers/process.ts';
import { proposeSignal, resolveSignal } from '../../../workflows/contract/messages.ts';
import { Live } from '../../harness/live.ts';
import { stackUnavailable } from '../../harness/servers.ts';

describe('a script whose worker is killed', { skip: await stackUnavailable() }, () => {
  let live: Live;
  let ran: string;
  before(async () => {
    live = await Live.start();
    ran = live.place('ran');
    await writeFile(live.place('slow.sh'), `#!/bin/bash\necho $$ >> ${ran}\nexec sleep 120\n`);
    await chmod(live.place('slow.sh'), 0o755);
    const file = live.place('systems/demo.yaml');
    const scripts = `scriptsRun: { folder: ${path.dirname(ran)} }
scripts:
  slow: { title: Something slow, run: ./slow.sh, timeout: 2m, risk: disruptive }
mitigations:
  runSlow: { title: Something slow, action: script.run, script: slow, risk: disruptive }
`;
    const written = await readFile(file, 'utf8');
    assert.match(written, /^mitigations:\n/m);
    await writeFile(file, written.replace(/^mitigations:\n/m, scripts));
  });
  after(async () => {
    for (const pid of await pids()) process.kill(pid, 'SIGKILL');
    await live?.end();
  });

  const pids = async () =>
    (await readFile(ran, 'utf8').catch(() => ''))
      .split('\n')
      .filter((line) => line !== '')
      .map(Number);

  test('is not run again: a person says what it did', async () => {
    const incident = await live.alert('killed script');
    await incident.says(/^Watching for stability/);
    await incident.send(proposeSignal, { mitigation: 'runSlow' });
    await incident.says(/^Plan 1 waits for approval/);
    await incident.approve();
    await until(async () => (await pids()).length > 0, { deadlineMs: 60_000 });
    await live.worker.kill();
    await live.workerComes();
    const page = await incident.says(/^What plan 1 did is not known/);
    assert.equal(page.kind, 'page');
    const [unknown] = await incident.facts('outcome unknown');
    assert.match(unknown?.because ?? '', /may have run it, in part or to its end, and it may still run/);
    const said = await live.mayday('outcome', incident.name, '--plan', '1', 'done');
    assert.equal(said.code, 0, said.err);
    await incident.says(/^Watching for stability/, { times: 2 });
    assert.equal((await pids()).length, 1);
    await incident.send(resolveSignal, { as: 'fixed' });
    await incident.resolves();
    await incident.replays();
  });
});
