import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { until } from '../../../servers/process.ts';
import { proposeSignal, resolveSignal } from '../../../workflows/contract/messages.ts';
import type { LiveIncident } from '../../harness/live-incident.ts';
import { stackUnavailable } from '../../harness/servers.ts';
import { KillGround } from './kill-ground.ts';

describe('an effect whose answer never comes', { skip: await stackUnavailable() }, () => {
  let ground: KillGround;
  before(async () => {
    ground = await KillGround.start();
  });
  after(() => ground?.end());

  /** Alice approves a limit, and the database goes away around the statement and stays away for all attempts. */
  async function lost(incident: LiveIncident, plan: number, limit: number, when: 'before' | 'after') {
    const { live, database } = ground;
    await incident.send(proposeSignal, { mitigation: 'limitShopConnections', parameters: { limit } });
    await incident.says(new RegExp(`^Plan ${plan} waits for approval`));
    const statement = `CONNECTION LIMIT ${limit}`;
    const sent = when === 'before' ? database.holdBefore(statement) : database.holdAt(statement);
    await incident.approve();
    await sent;
    if (when === 'after') await until(async () => (await live.shopLimit()) === limit, { deadlineMs: 60_000 });
    database.cut();
    const page = await incident.says(new RegExp(`^What plan ${plan} did is not known`));
    assert.equal(page.kind, 'page');
    assert.match((await incident.view()).waitingFor, new RegExp(`the outcome of plan ${plan}`));
    const [lost] = (await incident.facts('outcome unknown')).slice(-1);
    assert.match(lost?.because ?? '', /^PostgreSQL at .* broke the connection off/);
    database.mend();
  }

  async function looked(incident: LiveIncident, plan: number, saw: 'done' | 'not-done' | 'again') {
    const said = await ground.live.mayday('outcome', incident.name, '--plan', `${plan}`, saw);
    assert.equal(said.code, 0, said.err);
  }

  test('is a page and a question, and what a person saw decides: done, not done or again', async () => {
    const { live } = ground;
    const incident = await live.alert('lost answers');
    await incident.says(/^Watching for stability/);

    await lost(incident, 1, 20, 'after');
    assert.equal(await live.shopLimit(), 20);
    await looked(incident, 1, 'done');
    await incident.says(/^Watching for stability/, { times: 2 });
    assert.deepEqual(
      (await incident.view()).inEffect.map(({ plan, inverse }) => ({ plan, inverse })),
      [{ plan: 1, inverse: { limit: -1 } }],
      'what a person saw done can be taken back',
    );

    await lost(incident, 2, 21, 'before');
    assert.equal(await live.shopLimit(), 20);
    await looked(incident, 2, 'not-done');
    await incident.says(/^Watching for stability/, { times: 3 });
    assert.equal((await incident.view()).inEffect.length, 1, 'what was not done is not in effect');

    await lost(incident, 3, 22, 'before');
    await looked(incident, 3, 'again');
    await incident.says(/^Plan 4 waits for approval/);
    assert.equal(await live.shopLimit(), 20, 'again asks again');
    await incident.approve();
    await incident.says(/^Applied plan 4: 1 done$/);
    await incident.send(resolveSignal, { as: 'fixed' });
    await incident.resolves();

    assert.deepEqual(await live.limitsSet(), [20, 22], 'each limit is set once, or not at all');
    const facts = (await incident.record()).timeline.map(({ fact }) => fact);
    assert.deepEqual(
      facts.flatMap((fact) => (fact.kind === 'outcome unknown' ? fact.plan : [])),
      [1, 2, 3],
    );
    assert.deepEqual(
      facts.flatMap((fact) => (fact.kind === 'outcome told' ? [[fact.plan, fact.outcome]] : [])),
      [
        [1, 'done'],
        [2, 'not done'],
        [3, 'again'],
      ],
    );
    assert.deepEqual(
      facts.flatMap((fact) => (fact.kind === 'applied' ? fact.plan : [])),
      [4],
    );
    await incident.assertToldOnce();
    await incident.replays();
  });
});
