/** What somebody wrote behind `/incident`. */
export interface CommandLine {
  /** Lower case; empty where nothing was written. */
  verb: string;
  /** As it was typed, where one was: `INC-7K3FQ2`, `inc7k`, or a workflow id. */
  incident?: string;
  /** The words after that. */
  rest: string;
}

/** Reads a line; an incident is named by something that begins with INC or a workflow id, so that no word is taken for one. */
export function readLine(text: string): CommandLine {
  const [verb, after] = firstWord(plain(text));
  const [next, more] = firstWord(after);
  // "incoming" is a word: without a hyphen it takes a digit.
  const named = /^inc(-|(?=[a-z]*\d))[0-9a-z]{1,6}$/i.test(next) || /^(incident|shadow|dry-run):/.test(next);
  return named
    ? { verb: verb.toLowerCase(), incident: next, rest: unquoted(more) }
    : { verb: verb.toLowerCase(), rest: unquoted(after) };
}

/** The incident whose own channel that is: `inc-7k3fq2-databaseissues` → `INC-7K3FQ2`. */
export function incidentOfChannel(name: string | null | undefined): string | undefined {
  return /^(inc-[0-9a-z]{6})-/.exec(name ?? '')?.[1]?.toUpperCase();
}

/** The first word of a text, and the rest. */
export function firstWord(text: string): [string, string] {
  const trimmed = text.trim();
  const end = trimmed.search(/\s/);
  return end < 0 ? [trimmed, ''] : [trimmed.slice(0, end), trimmed.slice(end).trim()];
}

const quotes: readonly [string, string][] = [
  ['"', '"'],
  ["'", "'"],
  ['“', '”'],
  ['„', '“'],
  ['«', '»'],
];

/** Without the quotes around it, which nobody needs here and many write. */
export function unquoted(text: string): string {
  const trimmed = text.trim();
  const pair = quotes.find(
    ([open, close]) => trimmed.length > 1 && trimmed.startsWith(open) && trimmed.endsWith(close),
  );
  return pair ? trimmed.slice(1, -1).trim() : trimmed;
}

/** Slack writes these three as entities. */
function plain(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** The member that `<@U024BE7LH|alice>` names. */
export function mentioned(text: string): string | undefined {
  return /^<@([UW][A-Z0-9]{2,20})(?:\|[^>]*)?>$/.exec(text.trim())?.[1];
}
