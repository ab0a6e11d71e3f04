import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { hostileText } from './texts.ts';
import { change, changed } from './values.ts';

const folder = new URL('../../../systems/', import.meta.url);
const files = ['demo.yaml', 'neurocred.yaml', 'onboarding-kyc.yaml'];
const texts = files.map((name) => readFileSync(new URL(name, folder), 'utf8'));

const snippets = [
  ...['\t', '\ufeff', '\0', '\r', '---\n', '...\n', '%YAML 9\n', '? ', '- ', ': ', '*x', '&x ', '<<: *x\n'],
  ...['!!js/function ', '!!binary ', '[', ']', '{', '}', '"', "'", '|\n', '>\n', '#', ',', '&a [*a]', '\\0'],
  ...['__proto__: 1\n', 'constructor: 1\n', '  toString: {}\n', `\${HOME}`, '0x1F', '1e999', '.inf', '~'],
];

/** What is real, with some of its characters lost, doubled, or others among them. */
const slips = fc
  .tuple(
    fc.constantFrom(...texts),
    fc.array(
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        lost: fc.integer({ min: 0, max: 40 }),
        insert: fc.oneof(fc.constantFrom(...snippets), hostileText),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  )
  .map(([text, all]) =>
    all.reduce((now, { at, lost, insert }) => {
      const from = Math.floor(at * now.length);
      return now.slice(0, from) + insert + now.slice(from + lost);
    }, text),
  );

const parsed = texts.map((text) => parse(text) as unknown);

/** What is valid YAML, and says something else than a file should. */
const misstatements = fc
  .tuple(fc.constantFrom(...parsed), fc.array(change, { minLength: 1, maxLength: 4 }))
  .map(([file, changes]) => stringify(changed(file, changes)));

/** Files of systems, more or less. */
export const catalogueFile: fc.Arbitrary<string> = fc.oneof(slips, misstatements);

const most = 262_144;
const whole = 'system: a\ntitle: A\n';
const entry = {
  people: 'email: a@b.example',
  targets: `kind: http, url: "\${A}"`,
  mitigations: 'action: postgres.terminateSessions, target: nowhere',
  scripts: 'run: x',
};

function filled(before: string, line: (i: number) => string, after = ''): string {
  const lines = [before];
  for (let i = 0, size = before.length; size < most - 200; i += 1) {
    const next = line(i);
    lines.push(next);
    size += next.length;
  }
  return `${lines.join('')}${after}`;
}

/** Files that take long, or much room, unless somebody counts. */
export const bombs: Record<string, string> = {
  'a billion laughs': `a: &a [x, x, x, x, x, x, x, x, x]\n${[...'bcdefghi']
    .map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(', ')}]\n`)
    .join('')}`,
  'an anchor within itself': `${whole}people: &p\n  alice: *p\n`,
  'a list of itself': '&a [*a]',
  'half of the file repeated': `${whole}x: &x [${'aaaa, '.repeat(20_000)}]\ny: [${'*x, '.repeat(90)}]\n`,
  'thousands of anchors': filled(`${whole}x: [`, (i) => `&a${i} 1, *a${i}, `, ']\n'),
  'thousands of aliases': filled(`${whole}x: &x 1\ny: [`, () => '*x, ', ']\n'),
  'ten megabytes': `${whole}# ${'x'.repeat(10_000_000)}`,
  'lists in lists': `title: ${'['.repeat(100_000)}${']'.repeat(100_000)}`,
  'lists without an end': '['.repeat(most),
  'keys in keys': `title: ${'{a: '.repeat(40_000)}1${'}'.repeat(40_000)}`,
  'block lists in block lists': '- '.repeat(100_000),
  'indents of 600 levels': Array.from({ length: 600 }, (_, i) => `${' '.repeat(i)}a:\n`).join(''),
  'question marks': '? '.repeat(100_000),
  commas: `[${','.repeat(100_000)}`,
  'half of a text a line': '"\n'.repeat(100_000),
  'the same key again and again': 'a: b\n'.repeat(50_000),
  'thousands of unknown keys': filled(whole, (i) => `k${i}: 1\n`),
  'thousands of documents': '---\n'.repeat(60_000),
  'one text of the whole file': `${whole}document: "${'\\u0041'.repeat(40_000)}"\n`,
  'roles of people whom nobody knows': filled(
    `${whole}people: {alice: {}}\nroles:\n  r: [`,
    (i) => `n${i}, `,
    ']\n',
  ),
  'as many people as names': filled(
    `${whole}${filled('people:\n', (i) => `  p${i}: {}\n`)
      .slice(0, 120_000)
      .replace(/[^\n]*$/, '')}roles:\n  r: [`,
    (i) => `q${i}, `,
    ']\n',
  )
    .slice(0, most - 10)
    .replace(/[^ ]*$/, ']\n'),
  'rotations of roles that there are not': filled(
    `${whole}onCall:\n  rotations:\n`,
    (i) => `    r${i}: {}\n`,
  ),
  'thousands of routes': filled(
    `${whole}routes:\n`,
    (i) => `  - { match: { a: "${i}" }, runbook: generalIncident }\n`,
  ),
  'thousands of regular expressions': filled(
    `${whole}routes:\n`,
    (i) => `  - { matchers: ['a=~"(x+x+)+${i}|[a-z]{50}"'], runbook: generalIncident }\n`,
  ),
  'a regular expression in powers': `${whole}routes:\n  - matchers: ['a=~"(((a{1,30}){1,30}){1,30})"']\n    runbook: generalIncident\n`,
  'a regular expression of brackets': `${whole}routes:\n  - matchers: ['a=~"${'('.repeat(400)}x${')'.repeat(400)}"']\n    runbook: generalIncident\n`,
  'templates in templates': `${whole}messages: { headline: "${'{{#each x}}'.repeat(40)}" }\n`,
  ...Object.fromEntries(
    Object.entries(entry).map(([section, says]) => [
      `thousands of ${section}`,
      filled(`${whole}${section}:\n`, (i) => `  n${i}: { ${says} }\n`),
    ]),
  ),
};
