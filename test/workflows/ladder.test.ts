import assert from 'node:assert/strict';
import { changeSeveritySignal } from '../../workflows/contract/messages.ts';
import { story } from '../harness/story.ts';

story('nobody acknowledges: each response target that passes reaches the next step, once', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  assert.deepEqual(incident.said('page'), ['page: Paged on-call (alice): the incident opened']);
  await stage.pass(31_000);
  assert.deepEqual(
    incident.said('page')[1],
    'page: Paged incident-commander (carol): nobody acknowledged in time',
  );
  await stage.pass(120_000);
  const pages = (await incident.facts('paged')).filter(({ ladder }) => ladder === 'response');
  assert.equal(pages.length, 2);
});

story('an acknowledgement stops the response ladder', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  assert.deepEqual(await incident.acknowledge('alice'), { outcome: 'done', says: 'acknowledged' });
  await stage.pass(45_000);
  assert.equal((await incident.facts('response missed')).length, 0);
  assert.equal(incident.said('page').length, 1);
  assert.match((await incident.acknowledge('carol')).says, /^alice had acknowledged at/);
});

story('once acknowledged nobody else on the response ladder is paged, whatever happens', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  await incident.acknowledge('alice');
  await stage.pass(61_000);
  await incident.asked(2);
  await stage.pass(61_000);
  await incident.until('it waits for people', ({ waitingFor }) => waitingFor === 'people');
  const pages = await incident.facts('paged');
  assert.deepEqual(
    pages.map(({ role }) => role),
    ['on-call', 'engineering-manager'],
  );
  assert.ok((await incident.facts('nobody left to page')).length > 0);
});

story(
  'when nobody is left, a severity with a longer ladder goes on with it',
  async (stage) => {
    const incident = await stage.alert();
    await incident.asked();
    await stage.pass(120_000);
    assert.equal((await incident.facts('nobody left to page')).length, 1);
    await incident.send(changeSeveritySignal, {
      by: 'carol',
      severity: 'P1',
      reason: 'it is only the search',
    });
    await stage.pass(60 * 60_000);
    const pages = (await incident.facts('paged')).filter(({ ladder }) => ladder === 'response');
    assert.deepEqual(
      pages.map(({ role }) => role),
      ['on-call', 'incident-commander', 'engineering-manager'],
    );
  },
  {
    edit: (file) =>
      file.replace(
        /^ {2}P1:$/m,
        '$&\n    ladder: { response: [on-call, incident-commander, engineering-manager] }',
      ),
  },
);
