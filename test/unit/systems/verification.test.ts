// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is what catalogue files say
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadSystem } from '../../../systems/load.ts';
import { profileOf } from '../../../systems/profile.ts';
import { whole } from './broken-files.ts';

const login = 'login: { probeUser: "${PROBE}", probePassword: "${PASSWORD}" }';

/** The whole file with steps, and what they ask. */
function file(
  steps: string,
  { signIn = login, place = 'scriptsRun: { folder: /opt/shop }\n', more = '' } = {},
) {
  return whole
    .replace(
      'mitigations:\n',
      () => `  door: { kind: http, url: "https://shop.example/login", ${signIn} }
  front: { kind: deployment, namespace: shop, name: front }
  space: { kind: namespace, name: shop }
  metrics: { kind: prometheus, url: "http://prometheus.example" }
${place}scripts:
  smoke: { title: Smoke test, run: ./smoke, arguments: [production], modes: { quick: "--quick" }, risk: observe }
  load: { title: Load test, run: ./load, risk: disruptive }
inPod:
  disks: { title: How full, target: front, command: [df, -h] }
mitigations:
`,
    )
    .replace(/^verification:\n/m, () => `${more}verification:\n  steps: [${steps}]\n`);
}

function read(text: string) {
  const loaded = loadSystem('shop.yaml', text);
  assert.ok('system' in loaded, loaded.problems.join('\n'));
  return profileOf(loaded.system, loaded.hash, 'generalIncident', new Date());
}

const problemsOf = (text: string) =>
  loadSystem('shop.yaml', text).problems.map((each) => each.replace(/^shop\.yaml:\d+: /, ''));

describe('the verification of a file', () => {
  test('each step comes to a run with all that it asks; secrets stay names', () => {
    const { verification } = read(
      file(
        '{ health: door }, { responseTimes: door, requests: 5, p95Below: 2s }, { login: door }, { errorsInLogs: front, since: 5m, atMost: 3 }, { script: smoke, mode: quick }, { inPod: disks }, { shows: a basket }',
      ),
    );
    const door = { id: 'door', kind: 'http', url: 'https://shop.example/login' };
    const [health, times, signIn, errors, script, inPod, shows] = verification.steps ?? [];
    assert.deepEqual(health, { step: 'health', target: door });
    assert.deepEqual(times, { step: 'responseTimes', target: door, requests: 5, p95Below: 2_000 });
    assert.deepEqual(signIn, {
      step: 'login',
      target: {
        ...door,
        login: { user: '${PROBE}', password: '${PASSWORD}', fields: ['username', 'password'] },
      },
    });
    assert.deepEqual(errors, { step: 'errorsInLogs', workload: 'front', since: 300_000, atMost: 3 });
    assert.ok(script?.step === 'script');
    assert.deepEqual(
      [script.script.program, script.script.mode, script.script.in?.kind],
      ['./smoke', 'quick', 'process'],
    );
    assert.ok(inPod?.step === 'inPod');
    assert.deepEqual(inPod.command.command, ['df', '-h']);
    assert.deepEqual(shows, { step: 'shows', shows: 'a basket' });
  });

  test('pods are those of one workload or one namespace', () => {
    const { steps = [] } = read(file('{ pods: front }, { pods: space }')).verification;
    assert.deepEqual(
      steps.map((step) =>
        step.step === 'pods' ? [step.scope.namespaces, step.scope.workloads.map(({ id }) => id)] : step,
      ),
      [
        [[], ['front']],
        [['shop'], []],
      ],
    );
  });

  test('what the file leaves open is assumed, and shown so', () => {
    const { verification, assumed } = read(
      file('{ responseTimes: door }, { errorsInLogs: front }, { errorRate: metrics }'),
    );
    const [times, errors, rate] = verification.steps ?? [];
    assert.ok(times?.step === 'responseTimes' && errors?.step === 'errorsInLogs');
    assert.deepEqual([times.requests, times.p95Below], [10, undefined]);
    assert.deepEqual([errors.since, errors.atMost], [300_000, 0]);
    assert.ok(rate?.step === 'errorRate' && rate.lasting === 0 && rate.above > 0);
    assert.deepEqual(
      assumed.filter((each) => /^(response times|errors) of /.test(each)),
      [
        'response times of door: the file does not say how fast it must be, so only whether it answers counts',
        'response times of door: the file does not say how often it is asked, so 10 times',
        'errors of front: the file does not say how far back they count, so 5m',
        'errors of front: the file does not say how many are too many, so any',
      ],
    );
  });

  test('a script that nobody says where to run is for people, with its command', () => {
    const { steps } = read(file('{ script: smoke, mode: quick }', { place: '' })).verification;
    assert.deepEqual(steps, [{ step: 'shows', shows: 'Smoke test: ./smoke production --quick' }]);
  });

  test('a file without steps has none', () => {
    assert.equal('steps' in read(whole).verification, false);
  });

  test('what is wrong is told with what to write instead', () => {
    const step = 'verification.steps.0';
    assert.deepEqual(problemsOf(file('{ login: door }', { signIn: 'asks: nothing' })), [
      `${step}.login: found "door", expected a target that says how a probe user signs in: login: { probeUser: "\${NAME}", probePassword: "\${NAME}" }`,
    ]);
    assert.match(problemsOf(file('{ script: load }'))[0] ?? '', /found "load", whose risk is disruptive/);
    assert.match(
      problemsOf(file('{ health: front }'))[0] ?? '',
      /found "front", expected a name .* of kind http/,
    );
    assert.match(problemsOf(file('{ queries: door }'))[0] ?? '', /expected a name .* of kind postgres/);
    assert.deepEqual(problemsOf(file('{ responseTimes: door, requests: 1 }')), [
      `${step}.requests: found 1, expected a number from 2 to 50`,
    ]);
    assert.match(
      problemsOf(file('{ look: door }'))[0] ?? '',
      /expected "health: TARGET", "responseTimes: TARGET"/,
    );
  });

  test('a password in the file is refused, and not repeated', () => {
    const problems = problemsOf(
      file('{ login: door }', { signIn: 'login: { probeUser: probe, probePassword: canary }' }),
    );
    assert.equal(problems.length, 2);
    assert.match(problems.join('\n'), /expected a \$\{NAME\} that holds the password of the probe user/);
    assert.doesNotMatch(problems.join('\n'), /canary/);
  });
});
