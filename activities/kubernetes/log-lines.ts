const most = 200;

const secrets: [RegExp, string][] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/gs, '***'],
  [/\beyJ[\w-]{8,}\.[\w-]+\.?[\w-]*/g, '***'],
  [/\b(bearer|basic)\s+[\w+/.~=-]{6,}/gi, '$1 ***'],
  [/(:\/\/[^\s/@:"']*:)[^\s/@"']+@/g, '$1***@'],
  [
    /(["']?\b[\w-]*(?:passw(?:or)?d|passphrase|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|authorization|cookie|session[-_]?id)\b["']?\s*[:=]\s*)(?:"(?:\\.|[^"\\])*"?|'[^']*'?|[^\s,;&}\]]+)/gi,
    '$1***',
  ],
  [/(\s--?[\w-]*(?:passw(?:or)?d|passphrase|secret|token|api[-_]?key)\s+)[^\s-]\S*/gi, '$1***'],
  [/\b(?:AKIA|ASIA|gh[pousr]_|xox[abprs]-|sk-|sk_live_)[\w-]{8,}/g, '***'],
  [/\b[\w.+-]+@[\w-]+\.[\w.-]+\b/g, '***@***'],
];

/** A line of a log for people: one line of at most 200 characters, without what looks like a secret. */
export function shownLine(line: string): string {
  return cut(masked(line));
}

// Whatever is done with a line comes after this: a secret with its digits taken out is not recognised any more.
function masked(line: string): string {
  return secrets.reduce(
    (text, [pattern, otherwise]) => text.replace(pattern, otherwise),
    line.slice(0, 4_000),
  );
}

function cut(text: string): string {
  const flat = text.replaceAll(/\s+/g, ' ').trim();
  return flat.length > most ? `${flat.slice(0, most - 1)}…` : flat;
}

const level = /["']?(?:level|severity|lvl)["']?\s*[:=]\s*["']?(?<level>[a-z]+|\d+)/i;
const bad = /\b(?:error|errors|fatal|panic|exception|critical|traceback|failed|failure|emerg|alert)\b/i;
/** Of pino and bunyan: 50 = error, 60 = fatal. */
const badNumber = 50;

/** Whether a line reports an error: by its level, if it names one, else by its words. */
export function isError(line: string): boolean {
  const named = level.exec(line)?.groups?.level;
  if (named === undefined) return bad.test(line) || /(?:Error|Exception):/.test(line);
  return /^\d+$/.test(named) ? Number(named) >= badNumber : bad.test(named) || /^(?:err|crit)$/i.test(named);
}

/** What lines of the same error have in common: the line without times, numbers, ids and texts. */
export function patternOf(line: string): string {
  return cut(
    masked(line)
      .replace(/^\S*\d{4}-\d\d-\d\d[T ]\S+\s*/, '')
      .replaceAll(
        /"(?:time|ts|timestamp|@timestamp|pid|hostname|reqId|trace_?id|span_?id)"\s*:\s*(?:"[^"]*"|[\d.]+),?/gi,
        '',
      )
      .replaceAll(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '#')
      .replaceAll(/\b(?:0x)?(?=[0-9a-f]*\d)[0-9a-f]{8,}\b/gi, '#')
      .replaceAll(/\d+(?:[.:]\d+)*/g, '#'),
  );
}

const request = /\b(?<method>GET|HEAD|POST|PUT|PATCH|DELETE)\b"?\s+"?(?<path>\/[^\s"?,)]*)/;
const structured = /"(?:path|url|route|endpoint)"\s*:\s*"(?<path>\/[^"?]*)/;

/** The endpoint that a line names, without ids and query; null if it names none. */
export function endpointOf(line: string): string | null {
  const asked = request.exec(line)?.groups ?? structured.exec(line)?.groups;
  if (!asked?.path) return null;
  const path = asked.path.replaceAll(/\/(?:\d+|[0-9a-f-]{16,})(?=\/|$)/gi, '/#');
  return [asked.method, path.slice(0, 80)].filter(Boolean).join(' ');
}
