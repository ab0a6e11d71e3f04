// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is what catalogue files say
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadSystem } from '../../../systems/load.ts';
import { profileOf } from '../../../systems/profile.ts';
import { full } from './broken-sections.ts';

/** The full file with a program in pods, which an outage asks. */
const withProgram = (command: string, more = '') =>
  full
    .replace(
      'mitigations:\n',
      () =>
        `inPod:\n  disks:\n    { title: Disks, target: server, container: app, command: ${command} }\n${more}mitigations:\n`,
    )
    .replace('    severity: P0\n', '    severity: P0\n    inPod: [disks]\n');

const problemsOf = (command: string) => loadSystem('shop.yaml', withProgram(command)).problems;

function outageOf(text: string) {
  const loaded = loadSystem('shop.yaml', text);
  assert.ok('system' in loaded, loaded.problems.join('\n'));
  return profileOf(loaded.system, loaded.hash, 'applicationOutage', new Date());
}

describe('programs in pods', () => {
  test('a runbook gets those that it lists, with what counts as a full disk', () => {
    const { runbook, assumed } = outageOf(withProgram('[df, -h]'));
    assert.deepEqual(runbook.inPod, [
      {
        name: 'disks',
        title: 'Disks',
        workload: 'server',
        container: 'app',
        command: ['df', '-h'],
        diskSickAbove: 90,
      },
    ]);
    const says = 'disks: the file does not say when one is too full, so above 90 %';
    assert.ok(assumed.includes(says), assumed.join('\n'));
    const given = outageOf(
      withProgram('[df, -h]').replace('thresholds:\n', 'thresholds:\n  diskUsed: { sickAbove: 80 }\n'),
    );
    assert.equal(given.runbook.inPod?.[0]?.diskSickAbove, 80);
    assert.ok(!given.assumed.includes(says));
    assert.equal(outageOf(full).runbook.inPod, undefined);
  });

  const looks = [
    '[ps, aux, --sort=-%mem]',
    '[top, -b, -n1]',
    '[/usr/bin/df, -h]',
    '[redis-cli, info, memory]',
  ];
  for (const command of looks) test(`${command} looks`, () => assert.deepEqual(problemsOf(command), []));

  const refused: [string, RegExp][] = [
    ['[sh, -c, df]', /command\.0: found "sh", expected the program itself: no shell/],
    ['[/bin/bash, script]', /command\.0: found "\/bin\/bash", expected the program itself/],
    [
      '[/usr/bin/python3.11, look.py]',
      /command\.0: found "\/usr\/bin\/python3\.11", expected the program itself/,
    ],
    ['[env, df]', /command\.0: found "env", expected the program itself/],
    ['[busybox, sh]', /command\.1: found "sh", expected an argument; no other program is started/],
    ['[psql, -c, "SELECT 1"]', /command\.1: found "-c", expected an argument; no other program/],
    ['[ps, "aux | head"]', /command\.1: found "aux \| head", expected an argument that says what it means/],
    ['[cat, "${SECRET}"]', /command\.1: found "\$\{SECRET\}", expected .*no pipe, variable or redirection/],
    ['["df -h"]', /command\.0: found "df -h", expected one word; its arguments are words of their own/],
    ['[rm, -rf, /data]', /command\.0: found "rm", expected a program that only looks/],
    ['df', /command: found "df", expected the program and its arguments as a list/],
    ['[]', /command\.0: found nothing/],
  ];
  for (const [command, says] of refused) {
    test(`${command} is refused, with what to write instead`, () => {
      const problems = problemsOf(command);
      assert.ok(
        problems.some((problem) => says.test(problem)),
        problems.join('\n'),
      );
    });
  }

  test('its names lead somewhere', () => {
    const nowhere = withProgram('[df]').replace('inPod: [disks]', 'inPod: [disk]');
    assert.match(
      loadSystem('shop.yaml', nowhere).problems.join('\n'),
      /runbooks\.applicationOutage\.inPod\.0: found "disk", expected a name under "inPod" \(disks\); did you mean "disks"\?/,
    );
    const elsewhere = withProgram('[df]').replace('target: server, container', 'target: gate, container');
    assert.match(
      loadSystem('shop.yaml', elsewhere).problems.join('\n'),
      /inPod\.disks\.target: found "gate", expected a name under "targets" of kind deployment or statefulSet/,
    );
  });
});

describe('metrics that pods serve', () => {
  const server = 'name: server, containers: [app] }';
  const asked = (metrics: string) =>
    full
      .replace(server, `name: server, containers: [app]${metrics} }`)
      .replace('    severity: P0\n', '    severity: P0\n    podMetrics: [server]\n');

  test('a runbook asks the workloads that it lists', () => {
    const { runbook, kubernetes } = outageOf(asked(', metrics: { port: 8000, series: [orders_total] }'));
    assert.deepEqual(runbook.podMetrics, ['server']);
    assert.deepEqual(kubernetes?.[0]?.workloads.find(({ id }) => id === 'server')?.metrics, {
      port: 8000,
      path: '/metrics',
      series: ['orders_total'],
    });
  });

  test('one that does not say where it serves them is refused', () => {
    assert.match(
      loadSystem('shop.yaml', asked('')).problems.join('\n'),
      /podMetrics\.0: found "server", expected a workload with "metrics": where do its pods serve them\?/,
    );
  });
});
