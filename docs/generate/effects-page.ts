import { changes, type EffectRow, others } from './effects.ts';
import { type HazardRow, hazards } from './hazards.ts';
import { type KillRow, killRows } from './kills.ts';
import { code, plain, table } from './table.ts';

const promises = [
  'effect',
  'key',
  'how an attempt sees that it was done',
  'attempts',
  'guarantee',
  'done, and the answer lost',
];

/** docs/effects.md */
export function effectsPage(): string {
  return `${[
    '<!-- Written by `npm run docs` from docs/generate/effects.ts, kills.ts and hazards.ts: change those. -->',
    '# Effects',
    'What Mayday does to the world, how often, and how it knows. Killing any process at any moment loses nothing and repeats nothing; where that cannot be known, a person is asked.',
    '## Changes',
    'Behind an approval of that very plan. One activity verifies the decision, observes again and acts; an attempt is killed after 60 s, or 4 s after its last sign of life. What has moved since the plan is refused and asked anew. An attempt that must not go on, because all is frozen, the lease is gone or the approver is none any more, changes nothing and says what the one before it did.',
    table(promises, changes.map(cells)),
    'Of what Mayday changes today nothing is beyond looking: a kind of change that cannot be looked for afterwards gets one attempt, and then a person is asked.',
    'A worker that is cut off, and not dead, may act beside the attempt that follows it: both tell the same session to end, which it can only once, or both set the same number. A session that had ended by itself, and a number that somebody else has set meanwhile, cannot be told from an attempt whose answer got lost: a second attempt says "may have".',
    '## What is said, kept and started',
    table(promises, others.map(cells)),
    '## The worker is killed inside a change',
    '`test/smoke/effects/` and `test/smoke/outage/` run the whole stack, let a real worker get to each of these points with a real PostgreSQL or a real Kubernetes control plane and a real Temporal, end it with SIGKILL, and start another. No hook in the product: proxies before the servers hold the statement, its answer, or what the worker reports. "Once" = each target of the plan exactly once, counted by PostgreSQL or the API server itself. The test fails where it sees anything else.',
    table(
      [
        'mitigation',
        'the worker is killed',
        'had happened by then',
        'in the end',
        'attempts',
        'the record says',
      ],
      killRows.map(killed),
    ),
    'The call is the statement or the request that changes something; of several sessions, the one in the middle. A database that goes away around the call, for all three attempts, is **outcome unknown**, whether it had got the statement or not: `done` counts it as applied, with its undo; `not done` goes on with the next; `again` makes a new plan, which is asked anew.',
    '## Dangerous lines in the documents',
    'As far as tests on real servers show them; the others are in [coverage.md](coverage.md) and [risks.md](risks.md), refused or by hand until their systems are there.',
    table(['line', 'in', 'danger', 'what Mayday does', 'shown by'], hazards.map(hazard)),
  ].join('\n\n')}\n`;
}

function cells({ effect, key, seen, attempts, guarantee, lost }: EffectRow): string[] {
  return [effect, key, seen, attempts, guarantee, lost];
}

function killed({ mitigation, point, byThen, inTheEnd, attempts, record }: KillRow): string[] {
  return [mitigation, point, byThen, inTheEnd, attempts, record];
}

function hazard({ line, document, danger, answer, shown }: HazardRow): string[] {
  const tests = Object.entries(shown).map(([file, names]) => `${code(file)}: ${names.map(plain).join('; ')}`);
  const said = line.startsWith('`') ? line : code(line);
  return [line ? said : '″', document, danger, answer, tests.join('. ')];
}
