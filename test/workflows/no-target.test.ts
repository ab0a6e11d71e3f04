import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { assignSignal, changeSeveritySignal, glanceQuery } from '../../workflows/contract/messages.ts';
import { story } from '../harness/story.ts';

const minute = 60_000;
const hour = 60 * minute;
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
  'without a resolution target the next update still shows, with whom its reminder reaches; after the end nothing does',
  async (stage) => {
    stage.world.brokenOtherwise = true;
    const incident = await stage.alert({ severity: 'P2' }, 'generalIncident');
    const { openedAt } = await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    await incident.acknowledge('alice');
    const next = async () => {
      const { clocks } = await incident.handle.query(glanceQuery);
      return clocks.map(({ name, due, reaches }) => [name, due, ...reaches]);
    };
    const updates = (since: string, writer: string) => {
      const after = (ms: number) => new Date(Date.parse(since) + ms).toISOString();
      return [
        ['update', after(day)],
        ['update reminder', after(20 * hour), writer],
      ];
    };
    assert.deepEqual(await next(), updates(openedAt, 'alice'));
    await incident.send(assignSignal, { by, to: 'bob' });
    assert.deepEqual(await next(), updates(openedAt, 'bob'));

    await stage.pass(21 * hour);
    assert.deepEqual(await next(), updates(openedAt, 'bob').slice(0, 1));
    const p3 = { by, severity: 'P3', reason: 'nobody minds' };
    await incident.send(changeSeveritySignal, p3);
    assert.deepEqual(await next(), [], 'P3 promises neither a resolution nor updates here');
    await incident.send(changeSeveritySignal, { by, severity: 'P2', reason: 'somebody does' });
    assert.deepEqual(await next(), updates(openedAt, 'bob').slice(0, 1), 'nobody is reminded twice');

    await stage.pass(3 * hour + minute);
    const [{ at } = { at: '' }] = (await incident.timeline()).filter(({ fact }) => fact.kind === 'status');
    assert.deepEqual(await next(), updates(at, 'bob'));
    assert.equal((await incident.facts('update due')).length, 1);

    const { targets } = await incident.view();
    assert.deepEqual(targets, { response: new Date(Date.parse(openedAt) + 4 * hour).toISOString() });
    await incident.resolve('alice', 'fixed', 'it is over');
    assert.deepEqual(await incident.clocks(), []);
  },
  { systems },
);
