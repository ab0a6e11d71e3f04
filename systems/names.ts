import { severities } from '../workflows/contract/profile.ts';
import { runbooks } from '../workflows/contract/runbooks.ts';
import { didYouMean, oneOf } from './nearest.ts';
import type { Path, Problem, Yaml } from './read-yaml.ts';

/** Where a file names something that it must also describe; `*` is any key or list item. */
const uses = [
  { path: ['roles', '*', '*'], of: ['people'] },
  { path: ['ladder', 'response', '*'], of: ['roles'] },
  { path: ['ladder', 'resolution', '*', 'role'], of: ['roles'] },
  { path: ['policy', 'approvers', '*'], of: ['roles'] },
  { path: ['mitigations', '*', 'target'], of: ['targets'], kind: 'postgres' },
  { path: ['runbooks', '*', 'database'], of: ['targets'], kind: 'postgres' },
  { path: ['runbooks', '*', 'mitigations', '*'], of: ['mitigations'] },
  { path: ['verification', 'health'], of: ['targets'], kind: 'http' },
] as const;

/** What the schema cannot see: names that lead nowhere, the same thing said twice. Works on files that are wrong elsewhere. */
export function nameProblems(file: string, { value, line }: Yaml): Problem[] {
  const at = (path: Path, says: string): Problem => ({ line: line(path), path, says });
  return [
    ...uses.flatMap((use) =>
      found(value, use.path).flatMap(({ path, value: name }) => {
        const says = leadsNowhere(value, use, name);
        return says === undefined ? [] : [at(path, says)];
      }),
    ),
    ...fileName(value, file).map((says) => at(['system'], says)),
    ...routeProblems(value).map(({ path, says }) => at(path, says)),
    ...labelProblems(value).map(({ path, says }) => at(path, says)),
    ...sharedAccounts(value).map(({ path, says }) => at(path, says)),
    ...hopeless(value).map(({ path, says }) => at(path, says)),
  ];
}

function leadsNowhere(
  file: unknown,
  { of: [section], ...use }: { of: readonly [string]; kind?: string },
  name: unknown,
): string | undefined {
  if (typeof name !== 'string') return undefined;
  const described = Object.entries(members(member(file, section)));
  const fitting = described
    .filter(([, thing]) => use.kind === undefined || member(thing, 'kind') === use.kind)
    .map(([known]) => known);
  if (fitting.includes(name)) return undefined;
  const what = `a name under "${section}"${use.kind === undefined ? '' : ` of kind ${use.kind}`}`;
  const choices = fitting.length > 0 ? ` (${oneOf(fitting)})` : ', which has none';
  return `found ${JSON.stringify(name)}, expected ${what}${choices}${didYouMean(name, fitting)}`;
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

/** Every place of a value that a pattern leads to. */
function found(
  value: unknown,
  pattern: readonly string[],
  path: Path = [],
): { path: Path; value: unknown }[] {
  const [part, ...rest] = pattern;
  if (part === undefined) return value === undefined ? [] : [{ path, value }];
  if (part !== '*') return found(member(value, part), rest, [...path, part]);
  if (Array.isArray(value)) return value.flatMap((item, index) => found(item, rest, [...path, index]));
  return Object.entries(members(value)).flatMap(([key, item]) => found(item, rest, [...path, key]));
}

function members(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

function member(value: unknown, name: string): unknown {
  const all = members(value);
  return Object.hasOwn(all, name) ? all[name] : undefined;
}
