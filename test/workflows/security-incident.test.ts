import assert from 'node:assert/strict';
import { alertsSignal, proposeSignal, recheckSignal } from '../../workflows/contract/messages.ts';
import { shopAlert } from '../harness/stage.ts';
import { story } from '../harness/story.ts';

const edited = {
  edit: (file: string) =>
    file.replace(
      'runbooks:\n',
      'runbooks:\n  securityIncident: { severity: P0, mitigations: [terminateIdleSessions] }\n',
    ),
};

story(
  'a security incident looks at the certificates, says what can be done, and leaves the rest to people',
  async (stage) => {
    stage.world.idle.clear();
    const incident = await stage.alert({}, 'securityIncident');
    await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    const [checked] = await incident.facts('checked');
    assert.deepEqual(
      checked?.findings.map(({ check, verdict }) => [check, verdict]),
      [
        ['certificates shown', 'well'],
        ['names', 'well'],
        ['health', 'well'],
      ],
    );
    const [guidance] = await incident.facts('up to people');
    assert.deepEqual(
      guidance?.offers.map(({ name }) => name),
      ['terminateIdleSessions'],
    );
    assert.deepEqual(await incident.plans(), []);
    await incident.resolve('alice', 'fixed', 'nobody got in');
    assert.equal((await incident.result()).phase, 'resolved');
  },
  edited,
);

story(
  'a security incident is over when somebody says so: neither a recheck, nor resolved alerts, nor a change ends it',
  async (stage) => {
    const incident = await stage.alert({}, 'securityIncident');
    await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    await incident.send(proposeSignal, { mitigation: 'terminateIdleSessions' });
    await incident.asked();
    await incident.approve('alice');
    await incident.until('it was changed', ({ waitingFor, phase }) => {
      return waitingFor === 'people' && phase === 'mitigating';
    });
    assert.deepEqual(stage.world.ended, [101, 102]);
    await incident.send(recheckSignal, { by: 'alice' });
    await incident.handle.signal(alertsSignal, { door: 'alertmanager', alerts: [shopAlert('resolved')] });
    await stage.pass(3_600_000);
    const { phase, waitingFor } = await incident.view();
    assert.deepEqual([phase === 'resolved', waitingFor], [false, 'people']);
    assert.deepEqual(await incident.facts('monitoring'), []);
    await incident.resolve('alice', 'fixed', 'eve is locked out');
    assert.equal((await incident.result()).phase, 'resolved');
  },
  edited,
);
