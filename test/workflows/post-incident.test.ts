import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import {
  assignFollowUpSignal,
  doneSignal,
  dropSignal,
  postIncidentType,
  postIncidentWorkflowId,
} from '../../workflows/contract/follow-ups.ts';
import { noteSignal } from '../../workflows/contract/messages.ts';
import { type Aftermath, afterIncident, day, hour } from '../harness/aftermath.ts';
import { growsLong } from '../harness/grows-long.ts';
import { story } from '../harness/story.ts';

/** What was said beside what people did: hours since the end, the sentence, whom it names. */
async function asked(aftermath: Aftermath): Promise<string[]> {
  const byPeople = / (did|dropped|gave) /;
  return (await aftermath.said())
    .filter(([, { text }]) => !byPeople.test(text))
    .map(([hours, { text, people }]) => `${hours} h: ${text} → ${people.join(', ') || 'nobody'}`);
}

async function settleAll(aftermath: Aftermath): Promise<void> {
  for (const { number, state } of (await aftermath.view()).items) {
    if (state === 'open') await aftermath.send(doneSignal, { item: number });
  }
}

/** The placeholders of a document become people. */
const withPeople = (file: string) =>
  file.replaceAll(/\{ placeholder: "[^"]*" \}/g, '{}').replaceAll(/^ {4}placeholder: .*\n/gm, '');

story('what was fixed leaves its follow-ups behind, once; a false alarm leaves nothing', async (stage) => {
  const aftermath = await afterIncident(stage);
  const { items, assumed } = await aftermath.view();
  assert.deepEqual(
    items.map(({ number, title, owner, assumed, state }) => [number, title, owner, assumed, state]),
    [
      [1, 'write the post-mortem', 'on-call', true, 'open'],
      [2, 'hold the review', 'on-call', true, 'open'],
    ],
  );
  assert.match(assumed[0] ?? '', /^follow-ups: the file lists none, so write the post-mortem \(within 2 bus/);
  const [first] = await aftermath.said();
  assert.match(first?.[1].text ?? '', /^2 follow-ups are to be done; the first is due /);
  assert.deepEqual(first?.[1].people, ['alice']);

  const falseAlarm = await stage.alert();
  const { keyId } = await falseAlarm.asked();
  await falseAlarm.resolve('alice', 'false alarm', 'a load test');
  await falseAlarm.result();
  await assert.rejects(stage.client.workflow.getHandle(postIncidentWorkflowId(keyId)).describe());
});

story('the checklists of StudyTeddy are asked for at their times, a list with one word', async (stage) => {
  const aftermath = await afterIncident(stage, 'studyteddy', withPeople);
  await stage.pass(1.5 * hour);
  for (const item of [1, 2, 3, 4, 5, 6]) await aftermath.send(doneSignal, { item });
  await stage.pass(14.5 * day);
  const [listed, ...later] = await asked(aftermath);
  assert.match(listed ?? '', /^0 h: 17 follow-ups are to be done; .* → eng-manager$/);
  const manager = 'incident-commander (eng-manager)';
  assert.deepEqual(later, [
    '1 h: A reminder of 6 follow-ups → eng-manager',
    '24 h: 7 follow-ups can begin now → eng-manager',
    '36 h: A reminder of 7 follow-ups → eng-manager',
    '48 h: 7 follow-ups are overdue → eng-manager',
    `72 h: Told ${manager}: 7 follow-ups are overdue; nobody else is on the ladder → eng-manager`,
    '168 h: 4 follow-ups can begin now → eng-manager',
    '252 h: A reminder of 4 follow-ups → eng-manager',
    '312 h: A reminder of 4 follow-ups → eng-manager',
    '336 h: 4 follow-ups are overdue → eng-manager',
  ]);
});

story('the checklists of CodeMentor AI: within a day, a week and a month', async (stage) => {
  const aftermath = await afterIncident(stage, 'codementor-ai', withPeople);
  const lists = async () => (await aftermath.clocks()).map(({ fires }) => fires);
  assert.deepEqual(await lists(), [
    'a reminder: 1, 2, 3, 4',
    'a reminder: 5, 6, 7, 8',
    'a reminder: 9, 10, 11, 12',
  ]);
  await stage.pass(13 * hour);
  for (const item of [1, 2, 3, 4]) await aftermath.send(doneSignal, { item });
  await stage.pass(6 * day);
  for (const item of [5, 6, 7, 8]) await aftermath.send(doneSignal, { item });
  await stage.pass(24 * day);
  assert.deepEqual((await asked(aftermath)).slice(1), [
    '12 h: A reminder of 4 follow-ups → escalation',
    '84 h: A reminder of 4 follow-ups → escalation',
    '144 h: A reminder of 4 follow-ups → escalation',
    '360 h: A reminder of 4 follow-ups → escalation',
    '696 h: A reminder of 4 follow-ups → escalation',
    '720 h: 4 follow-ups are overdue → escalation',
  ]);
});

story(
  'done and dropped items are settled, and the end comes with the last one and one word',
  async (stage) => {
    const aftermath = await afterIncident(stage);
    assert.equal(
      (await aftermath.send(doneSignal, { item: 1 })).says,
      '1 (write the post-mortem) is done; 1 left',
    );
    const again = await aftermath.send(doneSignal, { item: 1 }, 'bob');
    assert.equal(again.outcome, 'done');
    assert.match(again.says, /^1 \(write the post-mortem\) was done by alice \(cli, unverified\) on /);
    const late = await aftermath.send(dropSignal, { item: 1, reason: 'no need' });
    assert.equal(late.outcome, 'refused');
    const dropped = await aftermath.send(dropSignal, { item: 2, reason: 'we are two people' }, 'bob');
    assert.equal(dropped.says, '2 (hold the review) is dropped; nothing is left');
    assert.deepEqual(await aftermath.result(), {
      end: 'settled',
      incident: (await aftermath.view()).incident,
      says: 'The follow-ups are settled: 1 done, 1 dropped',
    });
    const ends = (await aftermath.said()).filter(([, { text }]) => text.includes('settled'));
    assert.equal(ends.length, 1);
  },
);

story('an overdue item climbs the ladder a step a day, until nobody is left', async (stage) => {
  const twoSteps = (file: string) =>
    file.replace('    - role: engineering-manager\n', '    - { role: support, after: 1h }\n$&');
  const aftermath = await afterIncident(stage, 'demo', twoSteps);
  await aftermath.send(doneSignal, { item: 1 });
  await stage.pass(12 * day);
  assert.deepEqual((await asked(aftermath)).slice(-3), [
    '168 h: 1 follow-up is overdue → alice',
    '192 h: Told support (bob): 1 follow-up is overdue → bob',
    '216 h: Told engineering-manager (dora): 1 follow-up is overdue; nobody else is on the ladder → dora',
  ]);
  assert.deepEqual(await aftermath.clocks(), []);
  await settleAll(aftermath);
  assert.equal((await aftermath.result()).end, 'settled');
});

story('an item or all that is open is given to somebody else, who is asked from then on', async (stage) => {
  const aftermath = await afterIncident(stage);
  const { says } = await aftermath.send(assignFollowUpSignal, { item: 1, to: 'support' });
  assert.equal(says, "1 (write the post-mortem) is support's");
  assert.deepEqual(
    (await aftermath.view()).items.map(({ owner, people }) => [owner, people]),
    [
      ['support', ['bob']],
      ['on-call', ['alice']],
    ],
  );
  assert.equal(
    (await aftermath.send(assignFollowUpSignal, { to: 'erin' })).says,
    "all that is open is erin's",
  );
  await stage.pass(8 * day);
  const overdue = (await asked(aftermath)).filter((line) => line.includes(' is overdue'));
  assert.ok(
    overdue.every((line) => /→ (erin|dora)$/.test(line)),
    overdue.join('\n'),
  );
});

story(
  'the list and the invitation to the review lie beside the post-mortem, as they are now',
  async (stage) => {
    const aftermath = await afterIncident(stage, 'demo', (file) =>
      file.replace('  dora: {}', '  dora: { email: dora@example.com }'),
    );
    const { incident, items } = await aftermath.view();
    await aftermath.send(assignFollowUpSignal, { to: 'dora' });
    await aftermath.send(doneSignal, { item: 1 });
    for (const deadline = Date.now() + 60_000; Date.now() < deadline; await delay(50)) {
      if ((await aftermath.file('follow-ups.md')).includes('done by')) break;
    }
    const list = await aftermath.file('follow-ups.md');
    assert.match(
      list,
      /^\| 1 \| write the post-mortem \| dora \| .* \(assumed\) \| done by alice \(cli, unverified\), /m,
    );
    assert.match(list, /^\| 2 \| hold the review \| dora \| .* \| open \|$/m);
    const invitation = await aftermath.file('review.ics');
    const start = items[1]?.meets?.replaceAll(/[-:]|\.\d+/g, '');
    assert.match(invitation, new RegExp(`DTSTART:${start}\r\n`));
    assert.match(invitation, new RegExp(`SUMMARY:Review of ${incident}`));
    assert.match(invitation, /SEQUENCE:2\r\n/);
    assert.match(invitation, /MAILTO:dora@example.com/);
  },
);

story(
  'a message that cannot be read or does not fit changes nothing and is on the timeline',
  async (stage) => {
    const aftermath = await afterIncident(stage);
    const { play } = aftermath;
    await play.rawSignal('done', 'json/protobuf', '{}');
    await play.rawSignal('drop', 'json/plain', 'not JSON');
    await play.handle.signal('done', 'the first one');
    await play.handle.signal('done', { item: '1' });
    await play.handle.signal('drop', { item: 1 });
    await play.handle.signal('assign', { item: 1 });
    await play.handle.signal('assign', { item: 0, to: 'bob' });
    await play.handle.signal('done', { item: 1, incident: 'another' });
    const unknown = await aftermath.send(doneSignal, { item: 3 });
    assert.deepEqual(unknown, {
      outcome: 'refused',
      says: 'there is no item 3: they are numbered from 1 to 2',
    });
    const refusals = (await aftermath.facts('message refused')).map(
      ({ verb, because }) => `${verb}: ${because}`,
    );
    assert.deepEqual(refusals.slice(2), [
      'done: send one JSON object, with the encoding json/plain',
      'done: give the number of the item, e.g. "item": 1',
      'drop: give the "reason"',
      'assign: give a person or a role as "to": "…"',
      'assign: "item" takes the number of an item; leave it out for all that are open',
      'done: that is about another incident',
      'done: there is no item 3: they are numbered from 1 to 2',
    ]);
    assert.equal(refusals.length, 9);
    assert.ok((await aftermath.view()).items.every(({ state }) => state === 'open'));
  },
);

story('nobody but an incident starts its follow-ups', async (stage) => {
  const typed = await stage.start(postIncidentType, {
    keyId: 'another',
    incident: 'INC-000000',
    system: 'demo',
  });
  await assert.rejects(typed.result(), ({ cause }: { cause?: Error }) =>
    /An incident starts its postIncident itself/.test(cause?.message ?? ''),
  );
});

story('a cancelled run says that nobody is reminded any more', async (stage) => {
  const aftermath = await afterIncident(stage);
  await aftermath.play.handle.cancel();
  await assert.rejects(aftermath.result());
  const last = (await aftermath.said()).at(-1)?.[1].text;
  assert.equal(last, 'Nobody is reminded of the follow-ups any more: somebody cancelled the workflow');
});

story(
  'a long life continues as new with its items, reminders, timeline and message ids',
  async (stage) => {
    const aftermath = await afterIncident(stage);
    await aftermath.send(doneSignal, { item: 1 });
    await stage.pass(4 * day);
    const before = await aftermath.view();
    const sent = await growsLong(aftermath.play);
    const late = `note ${sent - 10}`;
    await aftermath.play.handle.signal(noteSignal, { id: late, text: late });
    assert.deepEqual((await aftermath.view()).items, before.items);
    const notes = (await aftermath.facts('noted')).map(({ text }) => text);
    assert.equal(new Set(notes).size, notes.length, 'a message that was delivered again counts once');
    assert.equal((await aftermath.facts('listed')).length, 1);
    await stage.pass(3.5 * day);
    const reminders = (await asked(aftermath)).filter((line) => /reminder|overdue/.test(line));
    assert.deepEqual(reminders, [
      '84 h: A reminder of 1 follow-up → alice',
      '144 h: A reminder of 1 follow-up → alice',
      '168 h: 1 follow-up is overdue → alice',
    ]);
    await settleAll(aftermath);
    assert.equal((await aftermath.result()).end, 'settled');
  },
  { growsLong: true },
);

story(
  'a worker that forgets everything in the middle goes on with the reminders',
  async (stage) => {
    const aftermath = await afterIncident(stage);
    await aftermath.send(doneSignal, { item: 1 });
    await stage.pass(4 * day);
    await stage.forget();
    await aftermath.send(noteSignal, { text: 'we look at it on Friday' });
    await stage.forget();
    await stage.pass(3.5 * day);
    assert.deepEqual((await asked(aftermath)).filter((line) => !line.includes('Friday')).slice(-3), [
      '84 h: A reminder of 1 follow-up → alice',
      '144 h: A reminder of 1 follow-up → alice',
      '168 h: 1 follow-up is overdue → alice',
    ]);
    await settleAll(aftermath);
    assert.equal((await aftermath.result()).end, 'settled');
  },
  { forgets: true },
);
