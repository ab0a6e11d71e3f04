import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { changeSeveritySignal, glanceQuery } from '../../workflows/contract/messages.ts';
import { story } from '../harness/story.ts';

const hour = 3_600_000;
const day = 24 * hour;
const by = { name: 'alice', door: 'cli' } as const;
const systems = await mkdtemp(path.join(tmpdir(), 'mayday-no-target-'));
after(() => rm(systems, { recursive: true, force: true }));
const demo = await readFile(new URL('../../systems/demo.yaml', import.meta.url), 'utf8');
await writeFile(
  path.join(systems, 'demo.yaml'),
  demo.replaceAll(/^ {4}resolution: .*\n/gm, '').replace(/^ {4}updates: 1w\n/m, ''),
);

story(
  'without a resolution target the next update still shows, and after the end nothing does',
  async (stage) => {
    stage.world.brokenOtherwise = true;
    const incident = await stage.alert({ severity: 'P2' }, 'generalIncident');
    const { openedAt } = await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    await incident.acknowledge('alice');
    const next = async () =>
      (await incident.handle.query(glanceQuery)).clocks.map(({ name, due }) => ({ name, due }));
    const update = { name: 'update', due: new Date(Date.parse(openedAt) + day).toISOString() };
    assert.deepEqual(await next(), [update]);

    await stage.pass(day + 1_000);
    const [{ at } = { at: '' }] = (await incident.timeline()).filter(({ fact }) => fact.kind === 'status');
    const after = { name: 'update', due: new Date(Date.parse(at) + day).toISOString() };
    assert.deepEqual(await next(), [after]);

    await incident.send(changeSeveritySignal, { by, severity: 'P3', reason: 'nobody minds' });
    assert.deepEqual(await next(), [], 'P3 promises neither a resolution nor updates here');
    await incident.send(changeSeveritySignal, { by, severity: 'P2', reason: 'somebody does' });
    assert.deepEqual(await next(), [after]);

    const { targets } = await incident.view();
    assert.deepEqual(targets, { response: new Date(Date.parse(openedAt) + 4 * hour).toISOString() });
    await incident.resolve('alice', 'fixed', 'it is over');
    assert.deepEqual(await incident.clocks(), []);
  },
  { systems },
);
