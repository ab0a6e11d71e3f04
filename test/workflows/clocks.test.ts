import assert from 'node:assert/strict';
import { changeSeveritySignal, noteSignal } from '../../workflows/contract/messages.ts';
import { story } from '../harness/story.ts';

const by = { name: 'alice', door: 'cli' } as const;
const minute = 60_000;

story(
  'acknowledging never silences the resolution ladder: warnings, then the manager at the target',
  async (stage) => {
    stage.world.brokenOtherwise = true;
    stage.world.idle.clear();
    const incident = await stage.alert();
    await incident.until('it waits for people', ({ waitingFor }) => waitingFor === 'people');
    await incident.acknowledge('alice');
    await stage.pass(5 * minute + 1_000);
    await stage.pass(3 * minute);
    assert.deepEqual(
      (await incident.facts('target nears')).map(({ percent }) => percent),
      [50, 80],
    );
    await stage.pass(2 * minute);
    assert.equal((await incident.facts('resolution missed')).length, 1);
    const pages = await incident.facts('paged');
    assert.equal(pages.at(-1)?.role, 'engineering-manager');
    assert.equal(pages.filter(({ role }) => role === 'engineering-manager').length, 1);
  },
);

story(
  'everybody hears how it goes when nobody writes an update, and a written one takes its place',
  async (stage) => {
    stage.world.brokenOtherwise = true;
    stage.world.idle.clear();
    const incident = await stage.alert();
    await incident.until('it waits for people', ({ waitingFor }) => waitingFor === 'people');
    await stage.pass(4 * minute);
    await incident.send(noteSignal, { by, text: 'we look at the disk', kind: 'update' });
    await stage.pass(4 * minute);
    assert.equal((await incident.facts('status')).length, 0);
    await stage.pass(2 * minute);
    const [status] = await incident.facts('status');
    assert.equal(status?.text, 'triggered, waiting for people');
    const [reminder] = await incident.facts('update due');
    assert.deepEqual(reminder?.people, ['alice']);
  },
);

story('a worse severity counts from the opening, and what was missed comes one at a time', async (stage) => {
  stage.world.brokenOtherwise = true;
  stage.world.idle.clear();
  const incident = await stage.alert({ severity: 'P3' });
  await incident.until('it waits for people', ({ waitingFor }) => waitingFor === 'people');
  const before = (await incident.facts('paged')).filter(({ ladder }) => ladder === 'response').length;
  await stage.pass(20 * minute);
  const answer = await incident.send(changeSeveritySignal, {
    by,
    severity: 'critical',
    reason: 'nobody can pay',
  });
  assert.equal(answer.says, 'it is Critical now; all clocks count from the opening');
  await stage.pass(1_000);
  const warned = await incident.facts('resolution missed');
  assert.equal(warned.length, 1, 'only the last of the warnings that were missed is said');
  assert.equal((await incident.facts('target nears')).length, 0);
  const reached = (await incident.facts('paged')).filter(({ ladder }) => ladder === 'response').length;
  assert.ok(reached - before <= 1, 'no burst of pages');
});

story('a severity that is none of the system is refused with those there are', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  const answer = await incident.send(changeSeveritySignal, { by, severity: 'P9', reason: 'typo' });
  assert.match(answer.says, /"P9" is no severity of demo: P0 \(Critical\), P1 \(High\)/);
});

story('findings suggest a worse severity, and a person decides', async (stage) => {
  const incident = await stage.alert({ severity: 'P2' });
  await incident.asked();
  const [suggested] = await incident.facts('severity suggested');
  assert.deepEqual([suggested?.severity, suggested?.because], ['P0', 'the service does not answer']);
  assert.equal((await incident.view()).severity, 'P2');
});
