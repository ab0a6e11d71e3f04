import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { proposeSignal } from '../../workflows/contract/messages.ts';
import type { Play } from '../harness/play.ts';
import { story } from '../harness/story.ts';

/** The public hears of P0 only. */
const edited = {
  edit: (file: string) =>
    file
      .replace('  P0:\n', '  P0:\n    public: true\n')
      .replace(
        'targets:\n',
        'targets:\n  page: { kind: statusPage, page: p1, bearer: "$' + '{PAGE_TOKEN}" }\n',
      )
      .replace(
        'mitigations:\n',
        `mitigations:
  tellPublic:
    title: Tell the public
    action: statusPage.publish
    target: page
    heading: The shop is slow
    status: investigating
    message: We are looking into it.
    risk: disruptive
`,
      )
      .replace('runbooks:\n', 'runbooks:\n  securityIncident: { severity: P0 }\n'),
};
async function refusalOf(incident: Play): Promise<string> {
  for (;;) {
    const [refused] = await incident.facts('nothing to do');
    if (refused) return refused.because;
    await delay(50);
  }
}

const tell = { mitigation: 'tellPublic', by: 'alice' };

story(
  'the public is told once it is approved, and that is no news of the system: people have the incident still',
  async (stage) => {
    stage.world.idle.clear();
    const incident = await stage.alert({ severity: 'P0' }, 'generalIncident');
    await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    await incident.send(proposeSignal, tell);
    const { pending } = await incident.asked();
    assert.deepEqual([pending?.mitigation, stage.world.published], ['tellPublic', []]);
    await incident.approve('alice');
    await incident.until('people have it again', ({ waitingFor }) => waitingFor === 'people');
    assert.deepEqual(stage.world.published, ['investigating']);
    await stage.pass(3_600_000);
    assert.deepEqual(await incident.facts('monitoring'), []);
    await incident.resolve('alice', 'fixed', 'by hand');
    assert.equal((await incident.result()).phase, 'resolved');
  },
  edited,
);

story(
  'a change that waited while the public was told is offered again',
  async (stage) => {
    const incident = await stage.alert();
    await incident.asked();
    await incident.send(proposeSignal, tell);
    await incident.asked(2);
    await incident.approve('alice');
    const { pending } = await incident.asked(3);
    assert.equal(pending?.mitigation, 'terminateIdleSessions');
    await incident.approve('alice');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.deepEqual(stage.world.published, ['investigating']);
  },
  edited,
);

story(
  'the public hears nothing of an incident below the severities that the file calls public',
  async (stage) => {
    stage.world.idle.clear();
    const incident = await stage.alert({ severity: 'P1' }, 'generalIncident');
    await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    await incident.send(proposeSignal, tell);
    assert.equal(await refusalOf(incident), 'the public hears of Critical only, and this is High');
    assert.deepEqual(stage.world.published, []);
    await incident.resolve('alice', 'fixed', 'by hand');
  },
  edited,
);

story(
  'of a security incident nothing is told to the public, whoever asks for it',
  async (stage) => {
    stage.world.idle.clear();
    const incident = await stage.alert({ severity: 'P0' }, 'securityIncident');
    await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    const [guidance] = await incident.facts('up to people');
    assert.deepEqual(guidance?.offers, []);
    await incident.send(proposeSignal, tell);
    assert.match(await refusalOf(incident), /is restricted, and nothing/);
    assert.deepEqual(stage.world.published, []);
    await incident.resolve('alice', 'fixed', 'by hand');
  },
  edited,
);
