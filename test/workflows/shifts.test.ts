import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { assignSignal } from '../../workflows/contract/messages.ts';
import { story } from '../harness/story.ts';

const minute = 60_000;
const systems = await mkdtemp(path.join(tmpdir(), 'mayday-shifts-'));
after(() => rm(systems, { recursive: true, force: true }));
const demo = await readFile(new URL('../../systems/demo.yaml', import.meta.url), 'utf8');

/** Alice is on call; bob stands in for her some ten minutes from now. */
async function writeRotation(): Promise<void> {
  const local = (ms: number) => new Date(Date.now() + ms).toISOString().slice(0, 16).replace('T', ' ');
  const rotation = `onCall:
  source: catalogue
  rotations: { on-call: { people: [alice], every: 1w, from: "2026-01-05 09:00" } }
  standIns: [{ role: on-call, person: bob, from: "${local(11 * minute)}", until: "${local(24 * 60 * minute)}" }]
`;
  await writeFile(path.join(systems, 'demo.yaml'), demo + rotation);
}
await writeRotation();

story(
  'whose turn it is is reached, and whoever comes on is told where the incident is',
  async (stage) => {
    const incident = await stage.alert({ severity: 'P2' }, 'generalIncident');
    await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    assert.deepEqual(
      (await incident.facts('paged')).map(({ people }) => people),
      [['alice']],
    );
    const shift = (await incident.clocks()).find(({ name }) => name === 'shift');
    assert.deepEqual(shift?.reaches, ['bob']);

    await stage.pass(15 * minute);
    assert.deepEqual(await incident.facts('handed over'), [
      { kind: 'handed over', role: 'on-call', from: ['alice'], to: ['bob'] },
    ]);
    const brief = stage.said.find(({ text }) => text.startsWith('Shift change'));
    assert.deepEqual(brief?.people, ['bob']);
    assert.ok(brief?.details.includes('Nothing was changed so far'), brief?.details.join('\n'));
  },
  { systems },
);

story('a commander who is named is told what was tried and what it did', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  await incident.reject('alice', 'the report needs them');
  await incident.send(assignSignal, { by: { name: 'alice', door: 'cli' }, to: 'carol' });
  const told = stage.said.find(({ text }) => text.includes('carol'));
  assert.deepEqual(told?.people, ['carol']);
  assert.ok(
    told?.details.some((line) => line.endsWith('rejected plan 1: the report needs them')),
    told?.details.join('\n'),
  );
});
