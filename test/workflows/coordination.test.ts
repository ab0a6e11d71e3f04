import assert from 'node:assert/strict';
import { alertsSignal, proposeSignal } from '../../workflows/contract/messages.ts';
import { shopAlert } from '../harness/stage.ts';
import { story } from '../harness/story.ts';

story('a general incident is never over because a health check answers: people say so', async (stage) => {
  stage.world.idle.clear();
  const incident = await stage.alert({}, 'generalIncident');
  await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
  const [guidance] = await incident.facts('up to people');
  assert.deepEqual(
    guidance?.offers.map(({ name }) => name),
    ['terminateIdleSessions', 'limitShopConnections'],
  );
  await stage.pass(60_000);
  assert.notEqual((await incident.view()).phase, 'resolved');
  await incident.resolve('alice', 'fixed', 'the supplier is back');
  assert.equal((await incident.result()).phase, 'resolved');
});

story(
  'a general incident whose alerts have all resolved is watched, and resolves when it stays well',
  async (stage) => {
    stage.world.idle.clear();
    const incident = await stage.alert({}, 'generalIncident');
    await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    await incident.handle.signal(alertsSignal, { door: 'alertmanager', alerts: [shopAlert('resolved')] });
    assert.equal((await incident.result()).phase, 'resolved');
    assert.equal((await incident.facts('monitoring')).length, 1);
  },
);

story(
  'in a general incident people propose what the system has on offer, and it is verified like any other',
  async (stage) => {
    const incident = await stage.alert({}, 'generalIncident');
    await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    await incident.send(proposeSignal, { mitigation: 'terminateIdleSessions' });
    await incident.asked();
    await incident.approve('alice');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.deepEqual(stage.world.ended, [101, 102]);
  },
);
