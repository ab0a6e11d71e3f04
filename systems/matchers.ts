import { RE2JS } from 're2js';

export type MatcherOperator = '=' | '!=' | '=~' | '!~';

/** What an alert's label must be, as Alertmanager writes it: `severity=~"crit.*"`. */
export interface Matcher {
  label: string;
  operator: MatcherOperator;
  value: string;
}

const written = /^\s*([A-Za-z_:][A-Za-z0-9_:]*)\s*(=~|!=|!~|=)\s*(.*?)\s*$/s;

/** What a matcher in a file must look like. */
export const matcherExpected =
  'a matcher of Alertmanager, in quotes: \'team="web"\', \'team!="web"\', \'severity=~"crit.*|page"\' or \'service!~"test-.*"\'';

/** A matcher, or what is wrong with it as "expected …". */
export function parseMatcher(text: string): Matcher | string {
  const [, label, operator, raw = ''] = written.exec(text) ?? [];
  if (label === undefined || operator === undefined) return matcherExpected;
  const value = unquoted(raw);
  if (value === undefined)
    return `a value in double quotes, with \\" and \\\\ for those inside: ${label}${operator}"…"`;
  const matcher: Matcher = { label, operator: operator as MatcherOperator, value };
  if (operator !== '=~' && operator !== '!~') return matcher;
  const wrong = regexTrouble(value);
  return wrong === undefined ? matcher : `a regular expression of RE2, as Alertmanager's (${wrong})`;
}

/** As Alertmanager matches: a label that is not there is an empty one, a regular expression takes the whole value. */
export function fits({ label, operator, value }: Matcher, labels: Readonly<Record<string, string>>): boolean {
  const has = Object.hasOwn(labels, label) ? (labels[label] ?? '') : '';
  switch (operator) {
    case '=':
      return has === value;
    case '!=':
      return has !== value;
    case '=~':
      return compiled(value).matches(has);
    case '!~':
      return !compiled(value).matches(has);
  }
}

export function matcherText({ label, operator, value }: Matcher): string {
  return `${label}${operator}${JSON.stringify(value)}`;
}

/** Bare, or in double quotes; undefined for half of that. */
function unquoted(raw: string): string | undefined {
  if (!raw.startsWith('"')) return raw.includes('"') || raw === '' || /[{},]/.test(raw) ? undefined : raw;
  const [, inside] = /^"((?:[^"\\]|\\.)*)"$/s.exec(raw) ?? [];
  return inside?.replaceAll(/\\(["\\n])/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
}

const known = new Map<string, RE2JS>();
/** Patterns kept; those of a catalogue are far fewer. */
const mostKnown = 10_000;

function compiled(pattern: string): RE2JS {
  const before = known.get(pattern);
  if (before) return before;
  if (known.size >= mostKnown) known.clear();
  const regex = RE2JS.compile(pattern);
  known.set(pattern, regex);
  return regex;
}

function regexTrouble(pattern: string): string | undefined {
  try {
    compiled(pattern);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
