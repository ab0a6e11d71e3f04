import assert from 'node:assert/strict';
import { noteSignal } from '../../workflows/contract/messages.ts';
import type { Notice } from '../../workflows/contract/notices.ts';
import { FlakyChannel } from '../harness/flaky-channel.ts';
import { growsLong } from '../harness/grows-long.ts';
import type { Stage } from '../harness/stage.ts';
import { story } from '../harness/story.ts';

const minute = 60_000;

/** The stage's own log hears everything, so it says what Slack must have heard by the end. */
function assertHeardAll(stage: Stage, slack: FlakyChannel): void {
  // What follows the incident is a run of its own, with a line of its own.
  const heard = (said: Notice[]) =>
    said
      .filter(({ phase, kind }) => phase !== 'resolved' || kind === 'resolved')
      .map(({ entryId }) => entryId);
  assert.deepEqual(heard(slack.said), heard(stage.said), 'everything, once, in its order');
}

const flaky = new FlakyChannel();
story(
  'while Slack is away for the better part of an hour the incident is approved and fixed, and Slack hears all of it afterwards',
  async (stage) => {
    flaky.away = true;
    const incident = await stage.alert();
    await incident.asked();
    await stage.pass(30_000);
    await incident.approve('alice');
    await incident.until('it watches', ({ phase }) => phase === 'monitoring');
    await stage.pass(2 * minute);
    const [away] = await incident.facts('channel away');
    assert.deepEqual([away?.channel, away?.because, flaky.said.length], ['slack', 'the line is dead', 0]);
    flaky.away = false;
    const { phase } = await incident.result();
    assert.equal(phase, 'resolved');
    assertHeardAll(stage, flaky);
    assert.ok(Math.max(...flaky.calls) > 3, `what piled up goes out together: ${flaky.calls}`);
    const facts = await incident.facts('channel away');
    assert.equal(facts.length, 1, 'said once, not at every try');
  },
  { channels: () => ({ slack: flaky }) },
);

const dead = new FlakyChannel();
story(
  'what nobody could be told for an hour is told no more, but a page is',
  async (stage) => {
    dead.away = true;
    const incident = await stage.alert();
    await incident.asked();
    await stage.pass(70 * minute);
    const given = (await incident.facts('not told')).filter(({ channel }) => channel === 'slack');
    assert.ok(given.length > 0);
    assert.equal((await incident.facts('channel away')).length, 1);
    dead.away = false;
    await stage.pass(6 * minute);
    const pages = (said: { kind: string; entryId: string }[]) =>
      said.filter(({ kind }) => kind === 'page').map(({ entryId }) => entryId);
    assert.deepEqual(pages(dead.said), pages(stage.said));
    assert.equal((await incident.facts('channel back')).length, 1);
    await incident.resolve('alice', 'fixed', 'by hand');
    assert.equal((await incident.result()).phase, 'resolved');
  },
  { channels: () => ({ slack: dead }) },
);

const picky = new FlakyChannel();
story(
  'a notice that a channel refuses keeps none of the others back',
  async (stage) => {
    picky.refuses = ({ text }) => text.includes('unspeakable');
    const incident = await stage.alert();
    await incident.asked();
    const by = { name: 'alice', door: 'cli' } as const;
    await Promise.all(
      ['one', 'unspeakable', 'two'].map((text) => incident.send(noteSignal, { by, text, kind: 'update' })),
    );
    await incident.approve('alice');
    assert.equal((await incident.result()).phase, 'resolved');
    const [lost, ...others] = await incident.facts('not told');
    assert.match(lost?.notice ?? '', /unspeakable/);
    assert.deepEqual([lost?.channel, lost?.because, others.length], ['slack', 'not like this', 0]);
    const heard = stage.said.filter(({ text }) => !text.includes('unspeakable'));
    assert.deepEqual(
      picky.said.filter(({ file }) => !file).map(({ entryId }) => entryId),
      heard.map(({ entryId }) => entryId),
    );
  },
  { channels: () => ({ slack: picky }) },
);

const patient = new FlakyChannel();
story(
  'an incident that continues as new while a channel is away forgets nothing that the channel has to hear',
  async (stage) => {
    patient.away = true;
    const incident = await stage.alert();
    await incident.asked();
    await growsLong(incident, () => stage.pass(minute));
    patient.away = false;
    await stage.pass(6 * minute);
    await incident.resolve('alice', 'fixed', 'by hand');
    assert.equal((await incident.result()).phase, 'resolved');
    const urgent = (said: typeof patient.said) =>
      said.filter(({ kind }) => kind === 'page' || kind === 'ask').map(({ entryId }) => entryId);
    assert.deepEqual(
      urgent(patient.said),
      urgent(stage.said),
      'whatever is left out, no page and no question',
    );
    const left = patient.said
      .flatMap(({ details }) => details)
      .filter((line) => /only on the timeline/.test(line));
    assert.equal(patient.said.length < stage.said.length, left.length > 0, 'what is left out is said to be');
    assert.ok(patient.said.some(({ kind }) => kind === 'resolved'));
  },
  { channels: () => ({ slack: patient }), growsLong: true },
);
