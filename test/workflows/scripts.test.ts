import assert from 'node:assert/strict';
import { outcomeSignal, proposeSignal } from '../../workflows/contract/messages.ts';
import { story } from '../harness/story.ts';

const withScripts = (file: string) =>
  file
    .replace(
      'mitigations:\n',
      `scriptsRun: { folder: /srv/shop }
scripts:
  locks: { title: Locks, run: ./locks.sh, arguments: [production], risk: observe }
  block:
    title: Block an address
    run: ./block.sh
    arguments: ["[ADDRESS]"]
    asks: { ADDRESS: { question: Which address?, kind: address } }
    timeout: 30m
    risk: disruptive
mitigations:
  blockAddress: { title: Block, action: script.run, script: block, changes: [shop-db], risk: disruptive }
`,
    )
    .replace(
      'runbooks:\n',
      'runbooks:\n  highCpu: { title: High CPU, severity: P2, scripts: [locks], mitigations: [blockAddress] }\n',
    );

const edited = { edit: withScripts };
const by = 'alice';

story(
  'a runbook runs the scripts that only look beside its story, and never by itself one that changes something',
  async (stage) => {
    stage.world.idle.clear();
    stage.world.brokenOtherwise = true;
    stage.world.steps.sick.set('locks', 'Locks: exit code 2');
    const incident = await stage.alert({}, 'highCpu');
    await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    const [checked] = await incident.facts('checked');
    const found = checked?.findings.find(({ check }) => check === 'script locks');
    assert.equal(found?.verdict, 'sick');
    assert.deepEqual(stage.world.ran, []);
    await incident.resolve('alice', 'fixed', 'by hand');
  },
  edited,
);

story(
  'what a script asks is answered by a person, in the spelling that it takes, and it runs once',
  async (stage) => {
    stage.world.idle.clear();
    stage.world.brokenOtherwise = true;
    const incident = await stage.alert({}, 'highCpu');
    await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    const wrong = await incident.send(proposeSignal, {
      by,
      mitigation: 'blockAddress',
      parameters: { ADDRESS: '--all' },
    });
    assert.match(JSON.stringify(wrong), /ADDRESS takes the IP address of one host, like 203\.0\.113\.7/);
    await incident.send(proposeSignal, { by, mitigation: 'blockAddress' });
    await incident.until('it asks', ({ waitingFor }) => waitingFor === 'answers for blockAddress');
    const parameters = { ADDRESS: '2001:DB8::0:7' };
    await incident.send(proposeSignal, { by, mitigation: 'blockAddress', parameters });
    const { pending } = await incident.asked();
    assert.deepEqual(pending?.preview, ['./block.sh 2001:db8::7']);
    await incident.approve('alice');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.deepEqual(stage.world.ran, ['./block.sh 2001:db8::7']);
  },
  edited,
);

story(
  'a script that failed is for people to look at; asked for once more, the plan says what was done before',
  async (stage) => {
    stage.world.idle.clear();
    stage.world.brokenOtherwise = true;
    stage.world.steps.sick.set('block', 'exit code 1');
    const incident = await stage.alert({}, 'highCpu');
    await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    const propose = { by, mitigation: 'blockAddress', parameters: { ADDRESS: '203.0.113.7' } };
    await incident.send(proposeSignal, propose);
    await incident.asked();
    await incident.approve('alice');
    await incident.until('it is unknown', ({ waitingFor }) => waitingFor === 'the outcome of plan 1');
    const [unknown] = await incident.facts('outcome unknown');
    assert.match(unknown?.because ?? '', /Block an address: exit code 1/);
    await incident.send(outcomeSignal, { by, plan: 1, outcome: 'not done' });
    stage.world.steps.sick.clear();
    await incident.until('people have it again', ({ waitingFor }) => waitingFor === 'people');
    await incident.send(proposeSignal, propose);
    const { pending } = await incident.asked(2);
    assert.match(pending?.observed ?? '', /This incident has worked on the same already: plan 1 \(Block\)/);
    await incident.approve('alice');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.equal(stage.world.ran.length, 2);
  },
  edited,
);
