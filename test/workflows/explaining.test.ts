import assert from 'node:assert/strict';
import { alertsSignal } from '../../workflows/contract/messages.ts';
import type { Play } from '../harness/play.ts';
import { type Stage, shopAlert } from '../harness/stage.ts';
import { story } from '../harness/story.ts';

const minute = 60_000;
const options = {
  edit: (file: string) =>
    `${file}\nexplains: [{ runbook: databaseIssues, explains: [generalIncident], within: 15m }]\n`,
};

/** The test server has no lists: what was opened here, as a real one would list it. */
function listing(stage: Stage): Play[] {
  const opened: Play[] = [];
  const list = async function* ({ query }: { query: string }) {
    const [, prefix = '-'] = /STARTS_WITH "([^"]+)"/.exec(query) ?? [];
    for (const { handle } of opened)
      if (handle.workflowId.startsWith(prefix)) yield { workflowId: handle.workflowId };
  };
  Object.assign(stage.client.workflow, { list });
  return opened;
}

async function database(stage: Stage, severity = 'P1'): Promise<Play> {
  const incident = await stage.alert({ severity });
  await incident.asked();
  return incident;
}

async function errors(stage: Stage, severity = 'P1'): Promise<Play> {
  return stage.alert({ severity, summary: 'many errors' }, 'generalIncident');
}

const pagesOf = (stage: Stage, keyId: string) =>
  stage.said.filter((notice) => notice.keyId === keyId && notice.kind === 'page').length;

story(
  'an alert that an open incident explains is evidence there: nobody else is reached, and it ends with the alert',
  async (stage) => {
    const opened = listing(stage);
    const explaining = await database(stage);
    opened.push(explaining);
    const folded = await errors(stage);
    const { incident: name } = await explaining.view();
    const view = await folded.until(
      'it is folded',
      ({ waitingFor }) => waitingFor === `${name}, which explains it`,
    );
    await explaining.until('it heard of it', () => true);
    await stage.pass(2 * minute);
    const [explains] = await explaining.facts('explains');
    assert.deepEqual([explains?.incident, explains?.runbook], [view.incident, 'generalIncident']);
    assert.deepEqual(
      explains?.firing.map(({ name: alert }) => alert),
      ['ShopDatabaseConnectionsExhausted'],
    );
    assert.deepEqual(
      (await folded.facts('explained')).map(({ by, folded: stands }) => [by, stands]),
      [[name, true]],
    );
    assert.deepEqual(
      stage.said.filter(({ keyId }) => keyId === view.keyId),
      [],
    );

    await folded.handle.signal(alertsSignal, { door: 'alertmanager', alerts: [shopAlert('resolved')] });
    const { phase, says } = await folded.result();
    assert.equal(phase, 'resolved');
    assert.match(
      says,
      new RegExp(`^Resolved as duplicate by Mayday: ${name} explains it, and its alerts have resolved`),
    );
    assert.deepEqual(
      (await explaining.facts('explains')).map(({ resolved }) => resolved.length),
      [0, 1],
    );
    assert.equal((await explaining.view()).firing.length, 1, 'its own alert fires still');
  },
  options,
);

story(
  'what fires still when the explaining incident is over opens an incident of its own, and pages',
  async (stage) => {
    const opened = listing(stage);
    const explaining = await database(stage);
    opened.push(explaining);
    const folded = await errors(stage);
    const { keyId } = await folded.until('it is folded', ({ waitingFor }) => /explains it$/.test(waitingFor));
    await explaining.resolve('alice', 'fixed', 'done by hand');
    await explaining.result();
    await stage.pass(2 * minute);
    const own = await folded.until('it is its own', (view) => view.keyId !== keyId && view.reached > 0);
    assert.equal(own.firing.length, 1);
    assert.equal(pagesOf(stage, keyId), 0);
    assert.equal(pagesOf(stage, own.keyId), 1);
    const [first] = await folded.facts('opened');
    assert.match(JSON.stringify(first?.by), /which explained it, is over/);
    await folded.resolve('alice', 'fixed', 'done by hand');
    await folded.result();
  },
  options,
);

story(
  'somebody who wants a folded incident looked at gets it, and no incident stands for it again',
  async (stage) => {
    const opened = listing(stage);
    opened.push(await database(stage));
    const folded = await errors(stage);
    const { keyId } = await folded.until('it is folded', ({ waitingFor }) => /explains it$/.test(waitingFor));
    await folded.recheck('alice');
    const own = await folded.until('it is its own', (view) => view.keyId !== keyId && view.reached > 0);
    assert.equal(pagesOf(stage, own.keyId), 1);
    await folded.resolve('alice', 'fixed', 'done by hand');
    await folded.result();
  },
  options,
);

story(
  'an explaining incident that opens second links the open one: both say so once, and its changes wait for people',
  async (stage) => {
    const opened = listing(stage);
    const explained = await errors(stage);
    await explained.until('it is open', ({ waitingFor }) => waitingFor === 'people');
    opened.push(explained);
    const explaining = await database(stage);
    await stage.pass(2 * minute);
    const { incident: name } = await explaining.view();
    assert.deepEqual(
      (await explained.facts('explained')).map(({ by, folded }) => [by, folded]),
      [[name, false]],
    );
    assert.equal((await explaining.facts('explains')).length, 1);
    const told = stage.said.filter(({ text }) => /^Explain/.test(text)).map(({ text }) => text);
    assert.equal(told.length, 2, told.join('\n'));
    assert.equal((await explained.view()).waitingFor, 'people', 'it stays open');
    await explained.resolve('alice', 'duplicate', 'the database');
    await explained.result();
  },
  options,
);

story(
  'a more severe incident is not folded: it pages, and both say that the one explains the other',
  async (stage) => {
    const opened = listing(stage);
    const explaining = await database(stage, 'P2');
    opened.push(explaining);
    const explained = await errors(stage, 'P0');
    const { keyId } = await explained.until('it pages', ({ reached }) => reached > 0);
    assert.equal(pagesOf(stage, keyId), 1);
    assert.equal((await explained.facts('explained'))[0]?.folded, false);
    await explaining.until('it says so', () => true);
    await stage.pass(1_000);
    assert.equal((await explaining.facts('explains')).length, 1);
    await explained.resolve('alice', 'duplicate', 'the database');
    await explained.result();
  },
  options,
);

story(
  'what begins later than the file says is not explained',
  async (stage) => {
    const opened = listing(stage);
    const explaining = await database(stage);
    opened.push(explaining);
    await stage.pass(16 * minute);
    const other = await errors(stage);
    const { keyId } = await other.until('it pages', ({ reached }) => reached > 0);
    assert.deepEqual(await other.facts('explained'), []);
    assert.equal(pagesOf(stage, keyId), 1);
    await other.resolve('alice', 'fixed', 'done by hand');
    await other.result();
  },
  options,
);
