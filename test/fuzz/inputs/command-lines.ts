import fc from 'fast-check';
import { hostileText } from './texts.ts';

const verbs = [
  ...['list', 'show', 'timeline', 'clocks', 'checklist', 'watch', 'leases', 'maintenance', 'sign-in'],
  ...['start', 'ack', 'assign', 'severity', 'note', 'impact', 'tick', 'recheck', 'run-checks', 'take-over'],
  ...['resolve', 'approve', 'reject', 'extend', 'skip', 'propose', 'undo', 'outcome', 'publish', 'freeze'],
  ...[
    'thaw',
    'follow-ups',
    'done',
    'drop',
    'report',
    'audit',
    'systems',
    'route',
    'init',
    'validate',
    'schema',
  ],
  ...['keygen', 'help'],
];
const flags = [
  ...['--json', '--all', '--as', '--as=', '--plan', '--hash', '--reason', '--break-glass', '--set'],
  ...['--system', '--severity', '--parameters', '--since', '--csv', '--shadow', '--commands', '--assumed'],
  ...[
    '--kind',
    '--minutes',
    '--users',
    '--until',
    '--for',
    '--group',
    '--mode',
    '--',
    '-',
    '-x',
    '--no-json',
  ],
  ...[
    '--to',
    '--as-false-alarm',
    '--as-duplicate-of',
    '--dry-run',
    '--__proto__',
    '--constructor',
    '--toString',
  ],
];
const words = [
  ...[
    'INC-7K3FQ2',
    'inc',
    'incident:demo:databaseIssues:0123456789ab',
    'incident:demo:',
    'demo',
    'alice',
    'P0',
  ],
  ...[
    '../../etc/passwd',
    '/dev/null',
    '.',
    'show',
    'a=b',
    'a=',
    '=',
    '{}',
    '[]',
    '{"__proto__":{"a":1}}',
    '1',
  ],
  ...[
    '0',
    '-1',
    '1e9',
    '99999999999999999999',
    '10m',
    '1d',
    '0s',
    'databaseIssues',
    'generalIncident',
    'done',
  ],
];
const word = fc.oneof(fc.constantFrom(...words), fc.constantFrom(...flags), hostileText);

/** What somebody might type after `mayday`. */
export const commandLine: fc.Arbitrary<string[]> = fc
  .tuple(
    fc.oneof({ arbitrary: fc.constantFrom(...verbs), weight: 20 }, { arbitrary: word, weight: 1 }),
    fc.array(word, { maxLength: 3, size: 'xsmall' }),
  )
  .map(([verb, rest]) => [verb, ...rest]);
