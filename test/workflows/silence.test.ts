import assert from 'node:assert/strict';
import { type Stage, shopAlert } from '../harness/stage.ts';
import { story } from '../harness/story.ts';

const minute = 60_000;

const silent = {
  edit: (file: string) =>
    `${file}\nalertmanager: { url: "http://alertmanager.example:9093", silence: true }\n`,
};
/** Watched for half an hour, so that silences are renewed meanwhile. */
const silentForLong = {
  edit: (file: string) =>
    silent.edit(file.replace('window: 10s', 'window: 30m').replace(/(window: 30m\n {2}every:) 2s/, '$1 1m')),
};
const { fingerprint, startsAt } = shopAlert('firing');

/** The shop's alert fires at the Alertmanager, too. */
function fires({ world }: Stage, start = startsAt): void {
  world.alertmanager.fires.set(fingerprint, start);
}

story(
  'the Alertmanager is asked for silence with the first approved change, again while somebody is at work, and never after the end',
  async (stage) => {
    fires(stage);
    const { alertmanager } = stage.world;
    const incident = await stage.alert();
    await incident.asked();
    assert.equal(alertmanager.looks, 0, 'nothing is silenced before anything changes');
    await incident.approve('alice');
    const { silenced } = await incident.until('it is silenced', (view) => view.silenced !== undefined);
    assert.deepEqual(silenced, [fingerprint]);
    const [fact] = await incident.facts('silenced');
    assert.deepEqual(fact?.alerts, [{ fingerprint, name: 'ShopDatabaseConnectionsExhausted' }]);
    const { phase } = await incident.result();
    assert.equal(phase, 'resolved');
    assert.deepEqual([...alertmanager.silenced], []);
    assert.equal((await incident.facts('silenced')).length, 1, 'a renewal is no news');
    assert.equal((await incident.facts('silence ended')).length, 1);
    assert.equal((await incident.view()).silenced, undefined);
  },
  silent,
);

story(
  'of what is silenced Mayday asks the Alertmanager itself: a resolved alert is evidence after two looks, another episode is a relapse; the silence is renewed',
  async (stage) => {
    fires(stage);
    const { alertmanager } = stage.world;
    const incident = await stage.alert();
    await incident.asked();
    await incident.approve('alice');
    await incident.until('it watches', ({ phase }) => phase === 'monitoring');
    await incident.until('it is silenced', (view) => view.silenced !== undefined);
    const first = alertmanager.until;
    await stage.pass(5 * minute);
    assert.ok(alertmanager.until > first, 'renewed');
    assert.deepEqual((await incident.view()).firing, [fingerprint]);

    alertmanager.fires.clear();
    await stage.pass(2 * minute + 1_000);
    assert.deepEqual((await incident.view()).firing, [fingerprint], 'missing once proves nothing');
    await stage.pass(2 * minute);
    assert.deepEqual((await incident.view()).firing, []);
    assert.equal((await incident.view()).phase, 'monitoring', 'evidence, and no end');

    fires(stage, await stage.now());
    await stage.pass(2 * minute + 1_000);
    await incident.until('it relapsed', ({ round }) => round === 2);
    assert.equal((await incident.facts('relapsed'))[0]?.because, 'an alert fired again');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.deepEqual([...alertmanager.silenced], []);
  },
  silentForLong,
);

story(
  'an Alertmanager that is away holds up nothing: it is said once, and so is a silence that cannot be ended',
  async (stage) => {
    fires(stage);
    const { alertmanager } = stage.world;
    alertmanager.away = true;
    const incident = await stage.alert();
    await incident.asked();
    await incident.approve('alice');
    await incident.until('it watches', ({ phase }) => phase === 'monitoring');
    await stage.pass(10 * minute);
    assert.equal((await incident.facts('not silenced')).length, 1);
    alertmanager.away = false;
    await stage.pass(4 * minute);
    assert.deepEqual((await incident.view()).silenced, [fingerprint]);
    alertmanager.away = true;
    assert.equal((await incident.result()).phase, 'resolved');
    const stays = await incident.facts('silence stays');
    assert.equal(stays.length, 1);
    assert.match(stays[0]?.because ?? '', /connection refused/);
  },
  silentForLong,
);

story(
  'the silence ends when nothing is left but people',
  async (stage) => {
    fires(stage);
    stage.world.helps = false;
    stage.world.brokenOtherwise = true;
    const incident = await stage.alert();
    await incident.asked();
    await incident.approve('alice');
    await incident.until('it is silenced', (view) => view.silenced !== undefined);
    await stage.pass(minute);
    await incident.until('it asks for answers', ({ waitingFor }) => waitingFor.startsWith('answers'));
    await incident.skip('alice');
    await stage.pass(minute);
    await incident.until('it is up to people', ({ waitingFor }) => waitingFor === 'people');
    await incident.until('the silence has ended', (view) => view.silenced === undefined);
    assert.deepEqual([...stage.world.alertmanager.silenced], []);
    await incident.resolve('alice', 'fixed', 'by hand');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.equal((await incident.facts('silence ended')).length, 1);
  },
  silent,
);

story(
  'a cancelled incident ends its silence, too',
  async (stage) => {
    fires(stage);
    const incident = await stage.alert();
    await incident.asked();
    await incident.approve('alice');
    await incident.until('it is silenced', (view) => view.silenced !== undefined);
    await incident.handle.cancel();
    await assert.rejects(incident.result());
    assert.deepEqual([...stage.world.alertmanager.silenced], []);
  },
  silentForLong,
);
