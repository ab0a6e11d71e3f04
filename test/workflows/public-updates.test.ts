import assert from 'node:assert/strict';
import { changeSeveritySignal, proposeSignal, publishSignal } from '../../workflows/contract/messages.ts';
import { inShadow } from '../harness/in-shadow.ts';
import { askingForPublic } from '../harness/public-file.ts';
import { story } from '../harness/story.ts';

const asked = { edit: askingForPublic };
const byItself = {
  edit: (file: string) => askingForPublic(file).replace('policy:\n', 'policy:\n  publicUpdates: auto\n'),
};

const p0 = { severity: 'P0' };

story(
  'phase by phase the commander is asked, and the public is told each text once, in order',
  async (stage) => {
    const incident = await stage.alert(p0);
    const { forPublic, pending } = await incident.askedForPublic('investigating');
    assert.deepEqual(
      [forPublic?.id, forPublic?.parameters?.message],
      [901, 'Demo shop: we are looking into it. Impact: not known yet.'],
    );
    assert.notEqual(pending?.id, 901);
    const refused = await incident.decideForPublic('alice', 'approve');
    assert.match(refused.says, /alice is not an approver of what the public is told of demo: ask carol/);
    await incident.decideForPublic('carol', 'approve');
    await incident.askedForPublic('identified');
    await incident.decideForPublic('carol', 'approve');
    await incident.asked();
    await incident.approve('alice');
    await incident.askedForPublic('monitoring');
    await incident.decideForPublic('carol', 'approve');
    const { phase } = await incident.until('it is told', () => stage.world.published.length === 3);
    assert.equal(phase, 'monitoring');
    await stage.pass(20_000);
    await incident.askedForPublic('resolved');
    await incident.decideForPublic('carol', 'approve');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.deepEqual(stage.world.published, ['investigating', 'identified', 'monitoring', 'resolved']);
    // A text that is told meanwhile is no change that was taken back: nobody looks once more because of it.
    assert.equal((await incident.facts('well')).length, 1);
    assert.match(stage.world.publicTexts.at(-1) ?? '', /^It is over after .+\. Cause: not known yet\.$/);
  },
  asked,
);

story(
  'where the policy lets it, all of it is told without a question, and a relapse takes the page back',
  async (stage) => {
    const incident = await stage.alert(p0);
    await incident.asked();
    await incident.approve('alice');
    await incident.until('it is watched', ({ phase }) => phase === 'monitoring');
    await incident.until('it is told', () => stage.world.published.length === 3);
    stage.world.brokenOtherwise = true;
    await stage.pass(3_000);
    await incident.until('it relapsed', () => stage.world.published.at(-1) === 'identified');
    assert.deepEqual(stage.world.published, ['investigating', 'identified', 'monitoring', 'identified']);
    stage.world.brokenOtherwise = false;
    await incident.resolve('alice', 'fixed', 'by hand');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.equal(stage.world.published.at(-1), 'resolved');
  },
  byItself,
);

story(
  'a first text that is still on its way keeps the end back: no page goes on saying what nobody ends',
  async (stage) => {
    stage.world.pageTellsToWait = 1;
    const incident = await stage.alert(p0);
    await incident.asked();
    await incident.approve('alice');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.deepEqual(stage.world.published, ['investigating', 'resolved']);
    stage.world.idle.clear();
    stage.world.pageTellsToWait = 1;
    const byHand = await stage.alert({ ...p0, group: 'by hand' }, 'generalIncident');
    await byHand.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    await byHand.until('its text waits', () => stage.world.pageTellsToWait === 0);
    await byHand.resolve('alice', 'fixed', 'by hand');
    assert.equal((await byHand.result()).phase, 'resolved');
    assert.deepEqual(stage.world.published.slice(2), ['investigating', 'resolved']);
  },
  byItself,
);

story(
  'a text that is rejected is not told, a person may have their own, and what nobody told ends unsaid',
  async (stage) => {
    stage.world.idle.clear();
    const incident = await stage.alert(p0, 'generalIncident');
    await incident.askedForPublic('investigating');
    await incident.decideForPublic('carol', 'reject', 'not yet');
    await incident.until(
      'people have it',
      ({ waitingFor, forPublic }) => waitingFor === 'people' && !forPublic,
    );
    await stage.pass(60_000);
    assert.deepEqual(stage.world.published, []);
    const by = { name: 'carol', door: 'cli' } as const;
    const told = await incident.send(publishSignal, { status: 'identified', message: 'A disk is full.', by });
    assert.equal(told.outcome, 'done');
    await incident.askedForPublic('identified');
    await incident.decideForPublic('carol', 'approve');
    await incident.until('it is told', () => stage.world.publicTexts[0] === 'A disk is full.');
    await incident.resolve('alice', 'fixed', 'by hand');
    await incident.askedForPublic('resolved').catch(async () => {
      for (const e of await incident.timeline()) console.log('DBG', JSON.stringify(e.fact).slice(0, 300));
    });
    assert.equal((await incident.result()).phase, 'resolved');
    assert.deepEqual(stage.world.published, ['identified']);
    const [untold] = await incident.facts('public not told');
    assert.match(untold?.because ?? 'expired', /expired|goes on saying "identified"/);
  },
  asked,
);

story(
  'the public hears from when the severity is public on, and of nothing before',
  async (stage) => {
    stage.world.idle.clear();
    const incident = await stage.alert({ severity: 'P2' }, 'generalIncident');
    await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    const refused = await incident.send(publishSignal, { status: 'investigating', by: 'carol' });
    assert.equal(refused.says, 'the public hears of Critical only, and this is Medium');
    assert.deepEqual(stage.world.published, []);
    await incident.send(changeSeveritySignal, { severity: 'P0', reason: 'all of them', by: 'alice' });
    await incident.until('it is told', () => stage.world.published.length === 1);
    assert.deepEqual(stage.world.published, ['investigating']);
    await incident.resolve('alice', 'false alarm', 'a test');
    await incident.result();
    assert.deepEqual(stage.world.published, ['investigating', 'resolved']);
  },
  byItself,
);

story(
  'in shadow and in a dry run the text is shown and told to nobody; of a security incident there is none',
  async (stage) => {
    const input = { system: 'demo', severity: 'P0', mode: 'dry-run' };
    const started = await stage.start('databaseIssues', input);
    const { to } = (await started.handle.result()) as { to: string };
    const rehearsal = stage.play(to);
    await rehearsal.result();
    const [would] = await rehearsal.facts('would tell the public');
    assert.deepEqual(
      [would?.heading, would?.status, would?.of],
      ['The shop is slow', 'investigating', ['carol']],
    );
    const secret = await stage.alert({ ...p0, group: 'secret' }, 'securityIncident');
    await secret.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    assert.equal((await secret.view()).forPublic, undefined);
    await secret.resolve('alice', 'fixed', 'by hand');
    await secret.result();
    await inShadow(stage);
    const shadow = await stage.alert(p0);
    await shadow.until('it would ask', ({ waitingFor }) => waitingFor === 'people');
    await shadow.resolve('alice', 'fixed', 'by hand');
    await shadow.result();
    const [first] = await shadow.facts('would tell the public');
    assert.equal(first?.status, 'investigating');
    assert.deepEqual(stage.world.published, []);
  },
  asked,
);

story(
  'what cannot be called back is for the commander to approve, and is told once',
  async (stage) => {
    stage.world.idle.clear();
    const incident = await stage.alert(p0, 'generalIncident');
    await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    await incident.send(proposeSignal, { mitigation: 'postOnX', by: 'alice' });
    await incident.asked();
    const refused = await incident.approve('alice');
    assert.match(refused.says, /alice is not an approver of what the public is told of demo: ask carol/);
    await incident.approve('carol');
    await incident.until('people have it again', ({ waitingFor }) => waitingFor === 'people');
    assert.deepEqual([stage.world.published, stage.world.publicTexts], [['x.post'], ['We are slow.']]);
    await incident.resolve('alice', 'fixed', 'by hand');
    await incident.result();
  },
  {
    edit: (file) =>
      `${file
        .replace('targets:\n', `targets:\n  x: { kind: x, bearer: "$` + `{X_TOKEN}" }\n`)
        .replace(
          'mitigations:\n',
          'mitigations:\n  postOnX: { title: Post on X, action: x.post, target: x, message: We are slow., risk: disruptive }\n',
        )}\ncommander: incident-commander\n`,
  },
);
