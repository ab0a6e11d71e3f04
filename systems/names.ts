import { severities } from '../workflows/contract/profile.ts';
import { runbooks } from '../workflows/contract/runbooks.ts';
import { backupProblems } from './backup-problems.ts';
import { bundleProblems } from './bundle-problems.ts';
import { ceilingProblems } from './ceilings.ts';
import { targetKindsOf } from './entries/mitigations.ts';
import { targetKinds } from './entries/targets.ts';
import { explainingProblems } from './explaining.ts';
import { leadsNowhere, namesIn } from './leads-nowhere.ts';
import { mailProblems } from './mail.ts';
import { didYouMean, oneOf } from './nearest.ts';
import { found, member, members } from './places.ts';
import { podMetricsProblems } from './pod-metrics-problems.ts';
import type { Path, Problem, Yaml } from './read-yaml.ts';
import { scriptProblems } from './script-problems.ts';
import { verificationProblems } from './verification-problems.ts';

interface Use {
  /** `*` is any key or list item. */
  path: readonly string[];
  of: string;
  /** Of which kinds the target must be. */
  kinds?: readonly string[] | ((file: unknown, path: Path) => readonly string[]);
}

const workloads = ['deployment', 'statefulSet'];

const fromLadder = (...place: string[]): Use[] => [
  { path: [...place, 'ladder', 'response', '*'], of: 'roles' },
  { path: [...place, 'ladder', 'resolution', '*', 'role'], of: 'roles' },
];

const fromSteps = (...place: string[]): Use[] => [
  { path: [...place, '*', 'health'], of: 'targets', kinds: ['http'] },
  { path: [...place, '*', 'responseTimes'], of: 'targets', kinds: ['http'] },
  { path: [...place, '*', 'login'], of: 'targets', kinds: ['http'] },
  { path: [...place, '*', 'errorsInLogs'], of: 'targets', kinds: workloads },
  { path: [...place, '*', 'pods'], of: 'targets', kinds: [...workloads, 'namespace'] },
  { path: [...place, '*', 'queries'], of: 'targets', kinds: ['postgres'] },
  { path: [...place, '*', 'errorRate'], of: 'targets', kinds: ['prometheus'] },
  { path: [...place, '*', 'inPod'], of: 'inPod' },
  { path: [...place, '*', 'script'], of: 'scripts' },
];

/** Where a file names something that it must also describe. */
const uses: Use[] = [
  { path: ['people', '*', 'backup'], of: 'people' },
  { path: ['roles', '*', '*'], of: 'people' },
  { path: ['onCall', 'rotations', '*', 'people', '*'], of: 'people' },
  { path: ['onCall', 'standIns', '*', 'person'], of: 'people' },
  { path: ['onCall', 'standIns', '*', 'role'], of: 'roles' },
  { path: ['commander'], of: 'roles' },
  { path: ['stakeholders'], of: 'roles' },
  ...fromLadder(),
  ...fromLadder('severities', '*'),
  ...fromLadder('runbooks', '*'),
  { path: ['policy', 'approvers', '*'], of: 'roles' },
  { path: ['policy', 'approvers', '*', '*'], of: 'roles' },
  { path: ['targets', '*', 'cluster'], of: 'targets', kinds: ['cluster'] },
  { path: ['targets', '*', 'runsOn'], of: 'targets', kinds: workloads },
  { path: ['mitigations', '*', 'of', '*'], of: 'mitigations' },
  { path: ['mitigations', '*', 'target'], of: 'targets', kinds: kindsOfAction },
  { path: ['mitigations', '*', 'targets', '*'], of: 'targets', kinds: kindsOfAction },
  { path: ['mitigations', '*', 'restarts'], of: 'targets', kinds: workloads },
  { path: ['mitigations', '*', 'restarts', '*'], of: 'targets', kinds: workloads },
  { path: ['mitigations', '*', 'script'], of: 'scripts' },
  { path: ['mitigations', '*', 'backups', 'script'], of: 'scripts' },
  { path: ['mitigations', '*', 'dump', 'script'], of: 'scripts' },
  { path: ['mitigations', '*', 'changes', '*'], of: 'targets' },
  { path: ['runbooks', '*', 'scripts', '*'], of: 'scripts' },
  { path: ['runbooks', '*', 'scripts', '*', 'script'], of: 'scripts' },
  { path: ['scriptsRun', 'job', 'target'], of: 'targets', kinds: ['namespace'] },
  { path: ['scripts', '*', 'in', 'job', 'target'], of: 'targets', kinds: ['namespace'] },
  ...fromSteps('mitigations', '*', 'verify'),
  { path: ['runbooks', '*', 'database'], of: 'targets', kinds: ['postgres'] },
  { path: ['runbooks', '*', 'cache'], of: 'targets', kinds: ['redis'] },
  { path: ['runbooks', '*', 'broker'], of: 'targets', kinds: ['kafka'] },
  { path: ['runbooks', '*', 'consumers', '*'], of: 'targets', kinds: workloads },
  { path: ['inPod', '*', 'target'], of: 'targets', kinds: workloads },
  { path: ['runbooks', '*', 'health', '*'], of: 'targets', kinds: ['http'] },
  { path: ['runbooks', '*', 'inPod', '*'], of: 'inPod' },
  { path: ['runbooks', '*', 'podMetrics', '*'], of: 'targets', kinds: workloads },
  { path: ['runbooks', '*', 'metrics', '*'], of: 'targets', kinds: ['http'] },
  { path: ['runbooks', '*', 'mitigations', '*'], of: 'mitigations' },
  { path: ['verification', 'health'], of: 'targets', kinds: ['http'] },
  { path: ['publicUpdates', 'target'], of: 'targets', kinds: ['statusPage'] },
  ...fromSteps('verification', 'steps'),
];

/** Nothing is said of the target of an action that is none. */
function kindsOfAction(file: unknown, [, mitigation]: Path): readonly string[] {
  const action = member(member(member(file, 'mitigations'), String(mitigation)), 'action');
  const known: Readonly<Record<string, readonly string[]>> = targetKindsOf;
  return known[String(action)] ?? targetKinds;
}

/** What the schema cannot see: names that lead nowhere, the same thing said twice. Works on files that are wrong elsewhere. */
export function nameProblems(file: string, { value, line }: Yaml): Problem[] {
  const at = (path: Path, says: string): Problem => ({ line: line(path), path, says });
  const described = namesIn(value);
  return [
    ...uses.flatMap((use) =>
      found(value, use.path).flatMap(({ path, value: name }) => {
        const kinds = typeof use.kinds === 'function' ? use.kinds(value, path) : use.kinds;
        const says = leadsNowhere(described, use.of, name, kinds);
        return says === undefined ? [] : [at(path, says)];
      }),
    ),
    ...fileName(value, file).map((says) => at(['system'], says)),
    ...explainingProblems(value).map(({ path, says }) => at(path, says)),
    ...routeProblems(value).map(({ path, says }) => at(path, says)),
    ...labelProblems(value).map(({ path, says }) => at(path, says)),
    ...rotationProblems(value).map(({ path, says }) => at(path, says)),
    ...modeProblems(value).map(({ path, says }) => at(path, says)),
    ...clusterProblems(value).map(({ path, says }) => at(path, says)),
    ...sharedAccounts(value).map(({ path, says }) => at(path, says)),
    ...bundleProblems(value).map(({ path, says }) => at(path, says)),
    ...ceilingProblems(value).map(({ path, says }) => at(path, says)),
    ...podMetricsProblems(value).map(({ path, says }) => at(path, says)),
    ...scriptProblems(value).map(({ path, says }) => at(path, says)),
    ...backupProblems(value).map(({ path, says }) => at(path, says)),
    ...verificationProblems(value).map(({ path, says }) => at(path, says)),
    ...mailProblems(value).map(({ path, says }) => at(path, says)),
    ...hopeless(value).map(({ path, says }) => at(path, says)),
  ];
}

function fileName(file: unknown, name: string): string[] {
  const system = member(file, 'system');
  if (typeof system !== 'string' || name === `${system}.yaml`) return [];
  return [`found ${JSON.stringify(system)} in a file called ${name}, expected them to be the same`];
}

function routeProblems(file: unknown): { path: Path; says: string }[] {
  const offered = ['generalIncident', ...Object.keys(members(member(file, 'runbooks')))];
  const choices = Object.keys(runbooks).filter((runbook) => offered.includes(runbook));
  const unknown = found(file, ['routes', '*', 'runbook']).flatMap(({ path, value }) =>
    typeof value !== 'string' || choices.includes(value)
      ? []
      : [
          {
            path,
            says: `found ${JSON.stringify(value)}, expected a runbook of this system (${oneOf(choices)})${didYouMean(value, choices)}`,
          },
        ],
  );
  const second = found(file, ['routes', '*', 'catchAll'])
    .filter(({ value }) => value === true)
    .slice(1);
  return [
    ...unknown,
    ...second.map(({ path }) => ({ path, says: 'found a second catch-all, expected one over all files' })),
  ];
}

function labelProblems(file: unknown): { path: Path; says: string }[] {
  const taken = new Map<string, string>(severities.map((code) => [code.toLowerCase(), code]));
  return found(file, ['severities', '*', 'label']).flatMap(({ path, value }) => {
    if (typeof value !== 'string') return [];
    const own = String(path[1]);
    const other = taken.get(value.trim().toLowerCase()) ?? own;
    taken.set(value.trim().toLowerCase(), own);
    if (other === own) return [];
    return [
      { path, says: `found ${JSON.stringify(value)}, expected a label that does not mean ${other} already` },
    ];
  });
}

/** Rotations and schedules are those of roles. */
function rotationProblems(file: unknown): { path: Path; says: string }[] {
  const roles = Object.keys(members(member(file, 'roles')));
  return ['rotations', 'schedules'].flatMap((section) =>
    Object.keys(members(member(member(file, 'onCall'), section)))
      .filter((role) => !roles.includes(role))
      .map((role) => ({
        path: ['onCall', section, role],
        says: `found ${JSON.stringify(role)}, expected a name under "roles" (${oneOf(roles)})${didYouMean(role, roles)}`,
      })),
  );
}

/** Scripts are called in modes that they have. */
function modeProblems(file: unknown): { path: Path; says: string }[] {
  const steps = [
    ['verification', 'steps', '*'],
    ['mitigations', '*'],
    ['mitigations', '*', 'verify', '*'],
    ['runbooks', '*', 'scripts', '*'],
    ['mitigations', '*', 'backups'],
    ['mitigations', '*', 'dump'],
  ].flatMap((pattern) => found(file, pattern));
  return steps.flatMap(({ path, value }) => {
    const [script, mode] = [member(value, 'script'), member(value, 'mode')];
    if (typeof script !== 'string' || typeof mode !== 'string') return [];
    const modes = Object.keys(members(member(member(member(file, 'scripts'), script), 'modes')));
    if (modes.includes(mode)) return [];
    const choices = modes.length > 0 ? ` (${oneOf(modes)})` : ', which has none';
    const says = `found ${JSON.stringify(mode)}, expected a mode of the script ${script}${choices}${didYouMean(mode, modes)}`;
    return [{ path: [...path, 'mode'], says }];
  });
}

/** A click has one name only. */
function sharedAccounts(file: unknown): { path: Path; says: string }[] {
  const owners = new Map<string, string>();
  return found(file, ['people', '*', 'slack']).flatMap(({ path, value }) => {
    const account = `${member(value, 'team')}/${member(value, 'user')}`;
    const owner = owners.get(account);
    owners.set(account, owner ?? String(path[1]));
    return owner === undefined
      ? []
      : [{ path, says: `found the Slack account of ${owner}, expected one of their own` }];
  });
}

/** A cluster is reached by a kubeconfig, or by address and credentials. */
function clusterProblems(file: unknown): { path: Path; says: string }[] {
  return found(file, ['targets', '*']).flatMap(({ path, value }) => {
    if (member(value, 'kind') !== 'cluster') return [];
    const has = (key: string) => member(value, key) !== undefined;
    const ways = ['kubeconfig', 'url'].filter(has);
    if (ways.length === 2) return [{ path, says: 'found kubeconfig and url, expected one of them' }];
    if (ways.length === 0) {
      return [{ path, says: 'found neither kubeconfig nor url, expected one: how is the cluster reached?' }];
    }
    const others = ['authority', 'bearer', 'clientCertificate', 'clientKey'].filter(has);
    if (ways[0] === 'kubeconfig') {
      return others.map((key) => ({
        path: [...path, key],
        says: `found ${key} beside a kubeconfig, which says that itself`,
      }));
    }
    const half = has('clientCertificate') !== has('clientKey');
    return [
      ...(has('context')
        ? [{ path: [...path, 'context'], says: 'found a context without a kubeconfig' }]
        : []),
      ...(half ? [{ path, says: 'found one of clientCertificate and clientKey, expected both' }] : []),
    ];
  });
}

/** A mitigation that counts as having helped while the check still calls the database sick. */
function hopeless(file: unknown): { path: Path; says: string }[] {
  return found(file, ['runbooks', '*', 'mitigations', '*']).flatMap(({ path: [, runbook], value: name }) => {
    if (typeof name !== 'string') return [];
    const warnAt = member(member(member(file, 'runbooks'), String(runbook)), 'connectionsWarnAt');
    const below = member(member(member(member(file, 'mitigations'), name), 'improves'), 'below');
    if (typeof warnAt !== 'number' || typeof below !== 'number' || below <= warnAt) return [];
    return [
      {
        path: ['mitigations', name, 'improves', 'below'],
        says: `found ${below}, expected at most ${warnAt}, the connectionsWarnAt of ${runbook}, which calls anything above it sick`,
      },
    ];
  });
}
