import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { impactSignal, tickSignal } from '../../workflows/contract/messages.ts';
import { story } from '../harness/story.ts';

const systems = fileURLToPath(new URL('../../systems', import.meta.url));

story(
  'the phases of a document are the checklist, and the impact is put together from what people say',
  async (stage) => {
    const incident = await stage.start('generalIncident', { system: 'studyteddy', severity: 'P2' });
    const open = stage.play((await incident.handle.result()).to);
    const { checklist = [], openedAt } = await open.until(
      'people have it',
      ({ waitingFor }) => waitingFor === 'people',
    );
    const severity = checklist.find(({ text }) => text === 'choose the severity');
    assert.equal(severity?.phase, 'Initial Response');
    assert.equal(Date.parse(severity?.until ?? '') - Date.parse(openedAt), 5 * 60_000);

    const ticked = await open.send(tickSignal, { by: 'alice', item: severity?.item ?? 0 });
    assert.deepEqual(ticked, { outcome: 'done', says: 'done: choose the severity' });
    const again = await open.send(tickSignal, { by: 'bob', item: severity?.item ?? 0 });
    assert.match(again.says, /^alice .* had done it already$/);
    const beyond = await open.send(tickSignal, { by: 'bob', item: 999 });
    assert.deepEqual(beyond, { outcome: 'refused', says: 'the checklist has no item 999' });

    await open.send(impactSignal, { by: 'alice', users: 40, functions: 'checkout' });
    await open.send(impactSignal, { by: 'bob', users: 1200, tickets: 14 });
    const nothing = await open.send(impactSignal, { by: 'bob' });
    assert.deepEqual(nothing, {
      outcome: 'refused',
      says: 'give "users", "functions", "revenue" or "tickets"',
    });
    assert.deepEqual((await open.view()).impact, { users: 1200, functions: 'checkout', tickets: 14 });
    await open.resolve('alice', 'fixed', 'by hand');
    await open.result();
  },
  { systems },
);
