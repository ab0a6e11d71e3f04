import assert from 'node:assert/strict';
import type { RunResult } from '../../workflows/contract/incident.ts';
import { proposeSignal } from '../../workflows/contract/messages.ts';
import { growsLong } from '../harness/grows-long.ts';
import { inShadow } from '../harness/in-shadow.ts';
import type { Play } from '../harness/play.ts';
import { story } from '../harness/story.ts';

const targets = `targets:
  site: { kind: http, url: "http://127.0.0.1:1/" }
  login:
    kind: http
    url: "http://127.0.0.1:1/login"
    login: { probeUser: "\${DEMO_PROBE_USER}", probePassword: "\${DEMO_PROBE_PASSWORD}" }
  backend: { kind: deployment, namespace: shop, name: backend }
`;

const scripts = `scriptsRun: { folder: /opt/shop }
scripts:
  healthCheck:
    title: Health of the shop
    run: ./health-check
    modes: { after-sessions: --after-sessions }
    risk: observe
`;

const steps = `
  steps:
    - health: site
    - { responseTimes: shop-api, requests: 10, p95Below: 2s }
    - login: login
    - { errorsInLogs: backend, since: 5m, atMost: 0 }
    - shows: a basket can be paid for
`;

const withSteps = (file: string) =>
  file
    .replace('targets:\n', targets)
    .replace('# What may be offered', `${scripts}\n# What may be offered`)
    .replace(/^ {2}health: shop-api\n/m, (line) => `${line}${steps.slice(1)}`)
    .replace(
      '    # It helped if',
      '    verify: [{ script: healthCheck, mode: after-sessions }]\n    # It helped if',
    );

const edited = { edit: withSteps };

/** What was verified, and what each step said. */
async function verified(incident: Play): Promise<[what: string, verdicts: string[]][]> {
  const facts = await incident.facts('verified');
  return facts.map(({ what, findings }) => [
    what,
    findings.map(({ check, verdict }) => `${check}: ${verdict}`),
  ]);
}

const allWell = [
  'health of site: well',
  'response times of shop-api: well',
  'sign-in at login: well',
  'errors of backend: well',
];

story(
  "what helped is verified by its own steps, then the system's; those are asked again before the end",
  async (stage) => {
    const incident = await stage.alert();
    await incident.asked();
    await incident.approve('alice');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.deepEqual(await verified(incident), [
      ['plan 1', ['script healthCheck after-sessions: well']],
      ['the system', allWell],
      ['the system again', allWell],
    ]);
    const kinds = (await incident.timeline()).map(({ fact }) => fact.kind);
    assert.deepEqual(kinds.slice(-7), [
      'improved',
      'verified',
      'well',
      'verified',
      'monitoring',
      'verified',
      'resolved',
    ]);
    const told = stage.said.filter(({ text }) => text.includes('Verification of the system: 4 well'));
    assert.deepEqual(told[0]?.details.at(-1), 'Look: a basket can be paid for');
    // The site at each look of the window, the rest twice.
    const asked = (what: string) => stage.world.steps.asked.filter((each) => each === what).length;
    assert.equal(asked('login'), 2);
    assert.equal(asked('healthCheck'), 1);
  },
  edited,
);

story(
  'a mitigation whose own verification is sick has not made it well: the next round offers what is left',
  async (stage) => {
    stage.world.steps.sick.set('healthCheck', 'Health of the shop: exit code 1.');
    const incident = await stage.alert();
    await incident.asked();
    await incident.approve('alice');
    await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    assert.deepEqual((await verified(incident))[0], ['plan 1', ['script healthCheck after-sessions: sick']]);
    const notWell = await incident.facts('not well');
    assert.equal(notWell[0]?.says, 'Health of the shop: exit code 1.');
    assert.equal((await incident.facts('checked')).length, 2);
    await incident.resolve('alice', 'fixed', 'the script was wrong');
  },
  edited,
);

story(
  'nobody can sign in after the change: no end by itself, people look, and a recheck goes on',
  async (stage) => {
    stage.world.steps.sick.set('login', 'It refuses the probe user (401).');
    const incident = await stage.alert();
    await incident.asked();
    await incident.approve('alice');
    const { findings } = await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    assert.deepEqual(
      findings.filter(({ verdict }) => verdict === 'sick').map(({ check }) => check),
      ['sign-in at login'],
    );
    assert.equal((await incident.facts('monitoring')).length, 0);
    stage.world.steps.sick.clear();
    await incident.recheck('alice');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.deepEqual((await verified(incident)).at(-1), ['the system again', allWell]);
  },
  edited,
);

story(
  'what turns sick while it is watched is a relapse: the site at the next look, the rest at the end',
  async (stage) => {
    const incident = await stage.alert();
    await incident.asked();
    await incident.approve('alice');
    await incident.until('it is watched', ({ phase }) => phase === 'monitoring');
    stage.world.steps.sick.set('site', 'It answers 502.');
    await stage.pass(5_000);
    await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    assert.deepEqual(await incident.facts('relapsed'), [{ kind: 'relapsed', because: 'It answers 502.' }]);
    stage.world.steps.sick.clear();
    await incident.recheck('alice');
    await incident.until('it is watched again', ({ phase }) => phase === 'monitoring');
    stage.world.steps.sick.set('times of shop-api', 'They took 3000 ms.');
    await stage.pass(12_000);
    await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    const relapses = await incident.facts('relapsed');
    assert.equal(relapses.at(-1)?.because, 'They took 3000 ms.');
    await incident.resolve('alice', 'fixed', 'by hand');
  },
  edited,
);

story(
  'a step that cannot be asked is said, holds the end back, and is asked until it answers',
  async (stage) => {
    stage.world.steps.silent.add('login');
    stage.world.steps.silent.add('healthCheck');
    const incident = await stage.alert();
    await incident.asked();
    await incident.approve('alice');
    await incident.until('it is watched', ({ phase }) => phase === 'monitoring');
    await stage.pass(60_000);
    const view = await incident.view();
    assert.equal(view.phase, 'monitoring');
    const notWell = await incident.facts('not well');
    assert.equal(notWell.length, 1);
    assert.match(notWell[0]?.says ?? '', /Could not ask \(.*\): .* It is asked again; until it answers/);
    stage.world.steps.silent.clear();
    assert.equal((await incident.result()).phase, 'resolved');
    assert.deepEqual((await verified(incident)).at(-1), [
      'the system again',
      ['script healthCheck after-sessions: well', ...allWell],
    ]);
  },
  edited,
);

story(
  'while a step cannot be asked a person ends the watching with a skip',
  async (stage) => {
    stage.world.steps.silent.add('login');
    const incident = await stage.alert();
    await incident.asked();
    await incident.approve('alice');
    await incident.until('it is watched', ({ phase }) => phase === 'monitoring');
    await stage.pass(60_000);
    await incident.skip('alice');
    assert.equal((await incident.result()).phase, 'resolved');
  },
  edited,
);

story(
  'a plan that somebody proposes for a step that is sick is not withdrawn because the health check answers',
  async (stage) => {
    stage.world.idle.clear();
    stage.world.steps.sick.set('login', 'It refuses the probe user (401).');
    const incident = await stage.alert();
    await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    const by = { name: 'alice', door: 'cli' } as const;
    await incident.send(proposeSignal, { by, mitigation: 'limitShopConnections', parameters: { limit: 20 } });
    await incident.asked();
    await incident.recheck('alice');
    await incident.until('it has looked', ({ findings }) => findings.at(-1)?.check === 'sign-in at login');
    assert.equal((await incident.asked()).pending?.id, 1);
    stage.world.steps.sick.clear();
    await incident.recheck('alice');
    const { phase } = await incident.result();
    assert.equal(phase, 'resolved');
    assert.match((await incident.facts('plan withdrawn'))[0]?.because ?? '', /well/);
  },
  edited,
);

story(
  'a dry run asks no step, and says nothing of them',
  async (stage) => {
    const started = await stage.start('databaseIssues', { system: 'demo', mode: 'dry-run' });
    const { to } = (await started.handle.result()) as Extract<RunResult, { end: 'handed over' }>;
    const incident = stage.play(to);
    await incident.result();
    assert.deepEqual(stage.world.steps.asked, []);
    assert.deepEqual(await verified(incident), []);
  },
  edited,
);

story(
  'a shadow incident ends once its steps are well, too, and asks by itself until they are',
  async (stage) => {
    await inShadow(stage);
    stage.world.idle.clear();
    stage.world.steps.sick.set('login', 'It refuses the probe user (401).');
    const incident = await stage.alert();
    await incident.until('only people can go on', ({ waitingFor }) => waitingFor === 'people');
    stage.world.steps.sick.clear();
    assert.equal((await incident.result()).phase, 'resolved');
    assert.deepEqual((await verified(incident)).at(-1), ['the system again', allWell]);
  },
  edited,
);

story(
  'an incident that continued as new while it was watched knows what could not be asked',
  async (stage) => {
    stage.world.steps.silent.add('healthCheck');
    const incident = await stage.alert();
    await incident.asked();
    await incident.approve('alice');
    await incident.until('it is watched', ({ phase }) => phase === 'monitoring');
    await growsLong(incident);
    stage.world.steps.silent.clear();
    assert.equal((await incident.result()).phase, 'resolved');
    assert.deepEqual((await verified(incident)).at(-1)?.[1][0], 'script healthCheck after-sessions: well');
  },
  { ...edited, growsLong: true },
);
