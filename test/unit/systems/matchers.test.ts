import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { fits, type Matcher, matcherText, parseMatcher } from '../../../systems/matchers.ts';

function parsed(text: string): Matcher {
  const matcher = parseMatcher(text);
  assert.ok(typeof matcher !== 'string', `${text}: ${matcher}`);
  return matcher;
}

describe('matchers as Alertmanager writes them', () => {
  const cases: [text: string, matcher: Matcher][] = [
    ['team=web', { label: 'team', operator: '=', value: 'web' }],
    ['team="web"', { label: 'team', operator: '=', value: 'web' }],
    [' team != "web" ', { label: 'team', operator: '!=', value: 'web' }],
    ['severity=~"crit.*"', { label: 'severity', operator: '=~', value: 'crit.*' }],
    ['severity!~crit|page', { label: 'severity', operator: '!~', value: 'crit|page' }],
    ['job:up=""', { label: 'job:up', operator: '=', value: '' }],
    ['path="a=b, {c}"', { label: 'path', operator: '=', value: 'a=b, {c}' }],
    ['text="say \\"no\\"\\n\\\\"', { label: 'text', operator: '=', value: 'say "no"\n\\' }],
  ];
  for (const [text, matcher] of cases)
    test(text, () => {
      assert.deepEqual(parsed(text), matcher);
      assert.deepEqual(parsed(matcherText(matcher)), matcher, 'written out it reads the same');
    });

  const wrong: [text: string, says: RegExp][] = [
    ['team', /^a matcher of Alertmanager, in quotes: /],
    ['2team=web', /^a matcher of Alertmanager/],
    ['{team="web"}', /^a matcher of Alertmanager/],
    ['team=', /^a value in double quotes/],
    ['team="web', /^a value in double quotes/],
    ['team="we"b"', /^a value in double quotes/],
    ['team="web", severity="x"', /^a value in double quotes/],
    ['team=~"("', /^a regular expression of RE2, as Alertmanager's \(.*missing/],
    ['team=~"(?=x)"', /^a regular expression of RE2/],
    ['team=~"(a)\\\\1"', /^a regular expression of RE2/],
  ];
  for (const [text, says] of wrong)
    test(`not ${text}`, () => {
      const read = parseMatcher(text);
      assert.ok(typeof read === 'string', JSON.stringify(read));
      assert.match(read, says);
    });
});

describe('what fits', () => {
  const cases: [matcher: string, labels: Record<string, string>, fits: boolean][] = [
    ['team="web"', { team: 'web' }, true],
    ['team="web"', { team: 'web2' }, false],
    ['team="web"', {}, false],
    ['team=""', {}, true],
    ['team!="web"', {}, true],
    ['team!="web"', { team: 'web' }, false],
    ['team=~"we"', { team: 'web' }, false],
    ['team=~"we."', { team: 'web' }, true],
    ['team=~"a|web"', { team: 'web' }, true],
    ['team=~"a|we"', { team: 'web' }, false],
    ['team=~".*"', {}, true],
    ['team=~".+"', {}, false],
    ['team=~"a.b"', { team: 'a\nb' }, false],
    ['team!~"web|api"', { team: 'web' }, false],
    ['team!~"web|api"', { team: 'web2' }, true],
    ['team!~".+"', {}, true],
    ['toString=~".+"', {}, false],
    ['__proto__=""', {}, true],
  ];
  for (const [matcher, labels, expected] of cases)
    test(`${matcher} ${expected ? 'fits' : 'does not fit'} ${JSON.stringify(labels)}`, () =>
      assert.equal(fits(parsed(matcher), labels), expected));

  // Go's regexp and JavaScript's agree on these.
  const letter = fc.constantFrom('a', 'b', 'c');
  const pattern = fc
    .array(
      fc.oneof(
        letter,
        letter.map((each) => `${each}*`),
        letter.map((each) => `${each}+`),
        fc.constantFrom('.', '.*', '(a|b)', '(ab|c)?', '[a-c]', '[^b]', 'a{2}', 'b|c'),
      ),
      { maxLength: 5 },
    )
    .map((parts) => parts.join(''));
  const label = fc.option(fc.string({ unit: letter, maxLength: 6 }), { nil: undefined });

  test('a set of matchers fits as in Alertmanager: all of them, missing labels empty, expressions whole', () => {
    const matcher = fc.record({
      label: fc.constantFrom('x', 'y'),
      operator: fc.constantFrom('=' as const, '!=' as const, '=~' as const, '!~' as const),
      value: pattern,
    });
    fc.assert(
      fc.property(fc.array(matcher, { maxLength: 4 }), label, label, (matchers, x, y) => {
        const labels = { ...(x === undefined ? {} : { x }), ...(y === undefined ? {} : { y }) };
        const model = matchers.every(({ label, operator, value }) => {
          const has = (label === 'x' ? x : y) ?? '';
          const equal = operator.endsWith('~') ? new RegExp(`^(?:${value})$`).test(has) : has === value;
          return operator.startsWith('!') ? !equal : equal;
        });
        assert.equal(
          matchers.every((each) => fits(parsed(matcherText(each)), labels)),
          model,
        );
      }),
      { numRuns: 500 },
    );
  });

  test('a value made to keep a backtracking engine busy for years is answered at once', () => {
    const matcher = parsed('x=~"(a+)+b"');
    const before = performance.now();
    assert.equal(fits(matcher, { x: 'a'.repeat(1_000) }), false);
    assert.ok(performance.now() - before < 1_000);
  });
});
