import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { story } from '../harness/story.ts';

const systems = fileURLToPath(new URL('../../systems', import.meta.url));

story('once the post-mortem is kept it is handed out, once; the log says nothing of it', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  await incident.approve('alice');
  assert.equal((await incident.result()).phase, 'resolved');
  const files = stage.saidElsewhere.filter(({ file }) => file);
  assert.deepEqual(
    files.map(({ file, phase }) => [file, phase]),
    [['post-mortem', 'resolved']],
  );
  assert.ok(stage.said.every(({ file }) => file === undefined));
});

story(
  'that of a restricted incident stays where it is kept',
  async (stage) => {
    const incident = await stage.alert({ system: 'onboarding-kyc' }, 'securityIncident');
    await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    await incident.resolve('alice', 'fixed', 'eve is locked out');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.ok(stage.saidElsewhere.some(({ kind }) => kind === 'resolved'));
    assert.ok(stage.saidElsewhere.every(({ file }) => file === undefined));
  },
  { systems },
);
