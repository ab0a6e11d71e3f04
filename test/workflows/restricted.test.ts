import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { noteSignal } from '../../workflows/contract/messages.ts';
import { story } from '../harness/story.ts';

const systems = fileURLToPath(new URL('../../systems', import.meta.url));

story(
  'of a security incident the channels hear that something happened, and no more',
  async (stage) => {
    const summary = 'eve reads the customers';
    const incident = await stage.alert({ system: 'onboarding-kyc', summary }, 'securityIncident');
    await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    await incident.send(noteSignal, { by: 'alice', text: 'eve came in through the report' });
    await incident.resolve('alice', 'fixed', 'eve is locked out');
    assert.equal((await incident.result()).phase, 'resolved');

    const paged = (await incident.facts('paged')).map(({ role }) => role);
    assert.deepEqual(paged, ['on-call', 'cto', 'security-lead']);
    assert.ok(stage.said.length > 4);
    for (const { text, details } of stage.said) {
      assert.doesNotMatch([text, ...details].join('\n'), /eve\b/);
    }
    const { incident: name } = await incident.view();
    const headline = stage.said.find(({ kind }) => kind === 'headline');
    assert.deepEqual(headline?.details, [`Details are restricted: mayday show ${name}`]);
    assert.equal((await incident.facts('noted'))[0]?.text, 'eve came in through the report');
  },
  { systems },
);
