import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { queryText } from '../../../../activities/postgres/query-text.ts';

const cases: [string, string, string][] = [
  [
    'strings and numbers',
    `SELECT * FROM a1 WHERE b = 'x' AND c > 4.5e3`,
    'SELECT * FROM a1 WHERE b = ? AND c > ?',
  ],
  ['a quote inside a string', `SELECT 'it''s', x`, 'SELECT ?, x'],
  ['an escaped quote', `SELECT E'it\\'s canary', x`, 'SELECT ?, x'],
  ['a quote that may be escaped', `SELECT 'it\\'s canary', x`, 'SELECT ?'],
  ['a string that was cut', `UPDATE users SET name = 'canary`, 'UPDATE users SET name = ?'],
  ['dollar quotes', 'SELECT $$canary$$, $t$canary $$ canary$t$, $1', 'SELECT ?, ?, $1'],
  ['dollar quotes that were cut', 'DO $x$ canary', 'DO ?'],
  [
    'identifiers stay, with a quote in them too',
    `SELECT "it's", 'x' FROM "a""1"`,
    `SELECT "it's", ? FROM "a""1"`,
  ],
  ['an identifier that was cut', 'SELECT "canary', 'SELECT ?'],
  ['comments', `SELECT 1 -- canary\n /* it's canary */ FROM t`, 'SELECT ? FROM t'],
  ['comments in comments', 'SELECT x /* a /* b */ canary */', 'SELECT x'],
  ['a comment that was cut', 'SELECT x /* canary', 'SELECT x'],
  ['a comment inside a string', `SELECT '/* x', y`, 'SELECT ?, y'],
  ['a password', `ALTER ROLE app PASSWORD 'canary'`, 'ALTER ROLE app PASSWORD ?'],
  ['lines and tabs', 'SELECT\n\tx\n', 'SELECT x'],
];
for (const [what, query, shown] of cases) {
  test(`a query for people: ${what}`, () => assert.equal(queryText(query), shown));
}

test('at most 120 characters, cut after the values are out', () => {
  const shown = queryText(`SELECT '${'x'.repeat(500)}', ${'name, '.repeat(60)}`);
  assert.equal(shown.length, 120);
  assert.match(shown, /^SELECT \?, name, .*…$/);
});

test('no value of a string shows, however it is written and wherever the text is cut', () => {
  const value = fc.string({ unit: fc.constantFrom("'", '\\', '$', '"', '/', '*', '-', ' ', '\n', 'a', '1') });
  fc.assert(
    fc.property(value, fc.nat(400), (rest, cut) => {
      const secret = `canary${rest}canary`;
      const written = [
        `SELECT "a'b", '${secret.replaceAll("'", "''")}' FROM t`,
        `SELECT E'${secret.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}' FROM t`,
        `SELECT $q$${secret}$q$ FROM t`,
      ];
      for (const query of written) assert.doesNotMatch(queryText(query.slice(0, cut)), /canary/, query);
    }),
  );
});
