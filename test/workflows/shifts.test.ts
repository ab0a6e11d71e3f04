import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { until } from '../../servers/process.ts';
import { assignSignal } from '../../workflows/contract/messages.ts';
import type { Notice } from '../../workflows/contract/notices.ts';
import type { Stage } from '../harness/stage.ts';
import { story } from '../harness/story.ts';

const minute = 60_000;
const systems = await mkdtemp(path.join(tmpdir(), 'mayday-shifts-'));
after(() => rm(systems, { recursive: true, force: true }));
const demo = await readFile(new URL('../../systems/demo.yaml', import.meta.url), 'utf8');

/** A notice that is said beside the main path, so perhaps a moment later. */
async function told(stage: Stage, words: string): Promise<Notice> {
  const found = () => stage.said.find(({ text }) => text.includes(words));
  await until(async () => found() !== undefined, { deadlineMs: 60_000 });
  const notice = found();
  assert.ok(notice);
  return notice;
}

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
    const brief = await told(stage, 'Shift change');
    assert.deepEqual(brief.people, ['bob']);
    assert.ok(brief.details.includes('Nothing was changed so far'), brief.details.join('\n'));
  },
  { systems },
);

story('a commander who is named is told what was tried and what it did', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  await incident.reject('alice', 'the report needs them');
  await incident.send(assignSignal, { by: { name: 'alice', door: 'cli' }, to: 'constructor' });
  await incident.send(assignSignal, { by: { name: 'alice', door: 'cli' }, to: 'carol' });
  const briefed = await told(stage, 'carol');
  assert.deepEqual(briefed.people, ['carol']);
  assert.ok(
    briefed.details.some((line) => line.endsWith('rejected plan 1: the report needs them')),
    briefed.details.join('\n'),
  );
});
