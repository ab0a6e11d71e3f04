// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is what catalogue files say
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadSystem } from '../../../systems/load.ts';
import { profileOf } from '../../../systems/profile.ts';
import type { RunScript } from '../../../workflows/contract/scripts.ts';
import { full } from './broken-sections.ts';

const smoke =
  '  smokeTests: { title: Smoke tests, run: ./smoke.sh, modes: { quick: "--quick" }, risk: observe }\n';

/** The full file with other scripts, mitigations and places to run them. */
function file({
  scripts = '',
  mitigations = '',
  place = 'scriptsRun: { folder: "${SHOP_SCRIPTS}" }\n',
  listed = '',
}) {
  return full
    .replace('scripts:\n', () => `${place}scripts:\n${scripts}`)
    .replace('mitigations:\n', () => `mitigations:\n${mitigations}`)
    .replace('    severity: P0\n', () => `    severity: P0\n${listed}`);
}

const problemsOf = (text: string) =>
  loadSystem('shop.yaml', text).problems.map((each) => each.replace(/^shop\.yaml:\d+: /, ''));

function outageOf(text: string) {
  const loaded = loadSystem('shop.yaml', text);
  assert.ok('system' in loaded, loaded.problems.join('\n'));
  return profileOf(loaded.system, loaded.hash, 'applicationOutage', new Date());
}

const block = `  block:
    title: Block an address
    run: ./block.sh
    arguments: [production, "[ADDRESS]", { ago: 1h, format: "%F" }]
    asks: { ADDRESS: { question: Which?, kind: address, example: 203.0.113.7 } }
    timeout: 90s
    rehearse: [--dry-run]
    risk: disruptive
`;
const blocking = (more = '') =>
  `  blockAddress: { title: Block, action: script.run, script: block, risk: disruptive${more} }\n`;

describe('scripts of a file', () => {
  test('that a runbook lists are run by it, in the mode that it names', () => {
    const { runbook, assumed } = outageOf(
      file({ listed: '    scripts: [smokeTests, { script: smokeTests, mode: quick }]\n' }),
    );
    const [plain, quick] = runbook.scripts ?? [];
    assert.deepEqual(plain, {
      name: 'smokeTests',
      title: 'Smoke tests',
      program: './smoke.sh',
      words: [],
      asks: [],
      in: { kind: 'process', folder: '${SHOP_SCRIPTS}', environment: {} },
      timeout: 60_000,
      risk: 'observe',
    });
    assert.deepEqual([quick?.mode, quick?.words], ['quick', [{ text: '--quick' }]]);
    const says = 'scripts: the file does not say how long those that look may take, so 1m';
    assert.ok(assumed.includes(says), assumed.join('\n'));
    assert.equal(outageOf(full).runbook.scripts, undefined);
  });

  test('that change something are mitigations, with what they ask and what they change', () => {
    const { mitigations } = outageOf(
      file({ scripts: block, mitigations: blocking(', changes: [db, cache]') }),
    );
    const change = mitigations.find(({ name }) => name === 'blockAddress') as RunScript;
    assert.deepEqual(change.target, { id: 'script.block', kind: 'script' });
    assert.deepEqual(change.changes, ['db', 'cache']);
    const question = 'Which? For example 203.0.113.7.';
    assert.deepEqual(change.asks, [{ name: 'ADDRESS', kind: 'address', question }]);
    assert.deepEqual(change.script.words, [
      { text: 'production' },
      { answer: 'ADDRESS' },
      { ago: 3_600_000, format: '%F' },
    ]);
    assert.deepEqual([change.script.timeout, change.script.rehearse], [90_000, ['--dry-run']]);
  });

  test('run as Jobs where the file says so, one of them elsewhere', () => {
    const place = `scriptsRun:
  job: { target: home, image: "shop/tools:1", folder: /app, serviceAccount: tools, environment: { STAGE: live }, secrets: [db] }
`;
    const text = file({
      place,
      scripts: block.replace(
        '    timeout',
        '    in: { folder: /srv, environment: { TOKEN: "${SHOP_TOKEN}" } }\n    timeout',
      ),
      mitigations: blocking(),
      listed: '    scripts: [smokeTests]\n',
    }).replace(
      'targets:\n',
      'targets:\n  home: { kind: namespace, cluster: eu, name: shop }\n  eu: { kind: cluster, kubeconfig: "${EU}" }\n',
    );
    const { runbook, mitigations } = outageOf(text);
    assert.deepEqual(runbook.scripts?.[0]?.in, {
      kind: 'job',
      cluster: { kind: 'cluster', kubeconfig: '${EU}', id: 'eu' },
      namespace: 'shop',
      image: 'shop/tools:1',
      folder: '/app',
      serviceAccount: 'tools',
      environment: { STAGE: 'live' },
      secrets: ['db'],
    });
    const change = mitigations.find(({ name }) => name === 'blockAddress') as RunScript;
    const environment = { TOKEN: '${SHOP_TOKEN}' };
    assert.deepEqual(change.script.in, { kind: 'process', folder: '/srv', environment });
  });

  test('are fine without a place: whoever runs one is told what to write', () => {
    const { runbook } = outageOf(file({ place: '', listed: '    scripts: [smokeTests]\n' }));
    assert.equal(runbook.scripts?.[0]?.in, undefined);
  });

  const broken: [string, Parameters<typeof file>[0], RegExp][] = [
    [
      'a placeholder that nobody is asked for',
      { scripts: block.replace(/ {4}asks.*\n/, '') },
      /^scripts\.block\.arguments\.1: found "\[ADDRESS\]", expected a question for it: asks: \{ ADDRESS: /,
    ],
    [
      'a question that no argument takes',
      { scripts: block.replace('"[ADDRESS]", ', '') },
      /^scripts\.block\.asks\.ADDRESS: found a question that no argument takes/,
    ],
    [
      'what a shell would work out',
      { scripts: block.replace('production', '"$(date)"') },
      /^scripts\.block\.arguments\.0: .*no shell reads it; a time before now is \{ ago: 1h, format: "%Y-%m-%d" \}/,
    ],
    [
      'a path out of the folder',
      { scripts: block.replace('./block.sh', '../block.sh') },
      /^scripts\.block\.run: .*without "\.\."/,
    ],
    [
      'arguments in the path',
      { scripts: block.replace('./block.sh', '"./block.sh -x"') },
      /^scripts\.block\.run: /,
    ],
    [
      'a time-out of days',
      { scripts: block.replace('90s', '3d') },
      /^scripts\.block\.timeout: .*from 1s to 2h/,
    ],
    [
      'a runbook that runs what changes something',
      { scripts: block, listed: '    scripts: [block]\n' },
      /^runbooks\.applicationOutage\.scripts\.0: found "block", whose risk is disruptive, expected one that only looks/,
    ],
    [
      'a runbook that runs what asks',
      { scripts: block.replace('risk: disruptive', 'risk: observe'), listed: '    scripts: [block]\n' },
      /^runbooks\.applicationOutage\.scripts\.0: found "block", which asks for ADDRESS, expected one that asks for nothing/,
    ],
    [
      'a script that there is not',
      { listed: '    scripts: [smokeTest]\n' },
      /^runbooks\.applicationOutage\.scripts\.0: found "smokeTest", .*did you mean "smokeTests"\?/,
    ],
    [
      'a mode that there is not',
      { listed: '    scripts: [{ script: smokeTests, mode: quik }]\n' },
      /^runbooks\.applicationOutage\.scripts\.0\.mode: found "quik"/,
    ],
    [
      'a mitigation that calls its script less bad than it is',
      { scripts: block, mitigations: blocking().replace('risk: disruptive', 'risk: reversible') },
      /^mitigations\.blockAddress\.risk: found reversible, expected disruptive, as bad as its script/,
    ],
    [
      'a question of a mitigation that its script does not ask',
      { scripts: block, mitigations: blocking(', asks: { USER: { question: Who? } }') },
      /^mitigations\.blockAddress\.asks\.USER: found a question that its script does not ask, expected ADDRESS/,
    ],
    [
      'two places',
      { place: 'scriptsRun: { folder: /srv, job: { target: server, image: a } }\n' },
      /^scriptsRun: .*either a folder of the worker or a job/,
    ],
    [
      'a Job in what is no namespace',
      { place: 'scriptsRun: { job: { target: server, image: a } }\n' },
      /^scriptsRun\.job\.target: found "server", expected a name under "targets" of kind namespace/,
    ],
    ['a folder that is none', { place: 'scriptsRun: { folder: srv }\n' }, /^scriptsRun\.folder: /],
    [
      'a secret in the variables of a Job',
      { place: 'scriptsRun: { job: { target: server, image: a, environment: { A: "${B}" } } }\n' },
      /^scriptsRun\.job\.environment\.A: found a \$\{…\}, expected the text itself/,
    ],
  ];
  for (const [name, change, says] of broken) {
    test(`${name} is a problem of the file`, () => {
      const problems = problemsOf(file(change));
      assert.ok(
        problems.some((each) => says.test(each)),
        problems.join('\n') || 'no problem',
      );
    });
  }

  test('stay as they were where they were fine', () => assert.ok(full.includes(smoke)));
});
