import { shownLine } from '../log-lines.ts';

/** One field that would change. */
export interface FieldDifference {
  /** `spec.template.spec.containers[app].image` */
  field: string;
  /** JSON; undefined where there is none. */
  before?: string;
  after?: string;
}

/** Kept by the API server itself. */
const own = ['managedFields', 'resourceVersion', 'generation', 'uid', 'creationTimestamp', 'selfLink'];

type Fields = Map<string, string>;

/** What of an object would be another, field by field; `before` is undefined where there is no such object yet. */
export function fieldDifferences(before: object | undefined, after: object): FieldDifference[] {
  const [old, young] = [fieldsOf(before), fieldsOf(after)];
  return [...new Set([...old.keys(), ...young.keys()])]
    .filter((field) => old.get(field) !== young.get(field))
    .map((field) => ({ field, before: old.get(field), after: young.get(field) }));
}

/** Lines for people, without what looks like a secret: `spec.replicas: 2 → 3`. */
export function differenceLines({ field, before, after }: FieldDifference): string[] {
  if (isSecret(field)) return [`${field}: ${before ? '***' : 'none'} → ${after ? '*** (another)' : 'none'}`];
  const [old, young] = [linesOf(before), linesOf(after)];
  if (old.length > 1 || young.length > 1) return [`${field}:`, ...changedLines(old, young)];
  return [shownLine(`${field}: ${before ?? 'none'} → ${after ?? 'none'}`)];
}

function fieldsOf(object: object | undefined): Fields {
  const fields: Fields = new Map();
  if (object === undefined) return fields;
  const { status: _, metadata, ...rest } = object as Record<string, unknown>;
  const kept = Object.entries((metadata ?? {}) as object).filter(([key]) => !own.includes(key));
  put(fields, '', { ...rest, metadata: Object.fromEntries(kept) });
  return fields;
}

function put(fields: Fields, path: string, value: unknown): void {
  const members = membersOf(value);
  if (members === undefined || members.length === 0) {
    fields.set(path, JSON.stringify(value) ?? 'null');
    return;
  }
  for (const [key, member] of members)
    put(fields, `${path}${path === '' ? key.replace(/^\./, '') : key}`, member);
}

/** Keys as they are written after a path; undefined of a plain value. Named items of a list go by their names. */
function membersOf(value: unknown): [string, unknown][] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) return Object.entries(value).map(([key, member]) => [`.${key}`, member]);
  const names = value.map((item) => (item as { name?: unknown } | null)?.name);
  const named = names.every((name) => typeof name === 'string') && new Set(names).size === names.length;
  return value.map((item, i) => [`[${named ? names[i] : i}]`, item]);
}

const secret = /passw|passphrase|secret|token|credential|api[-_]?key|access[-_]?key|private[-_]?key/i;
/** Names of secrets are none. */
const reference = /secretName|secretKeyRef|secretRef|imagePullSecrets|ServiceAccountToken/;

function isSecret(field: string): boolean {
  return secret.test(field) && !reference.test(field);
}

function linesOf(json: string | undefined): string[] {
  if (json === undefined) return [];
  const value: unknown = JSON.parse(json);
  return typeof value === 'string' ? value.split('\n') : [json];
}

/** The lines between what both begin and end with. */
function changedLines(old: string[], young: string[]): string[] {
  const shorter = Math.min(old.length, young.length);
  let start = 0;
  while (start < shorter && old[start] === young[start]) start += 1;
  let end = 0;
  while (end < shorter - start && old.at(-1 - end) === young.at(-1 - end)) end += 1;
  const between = (lines: string[], mark: string) =>
    lines.slice(start, lines.length - end).map((line) => `  ${mark} ${shownLine(line)}`);
  return [...between(old, '-'), ...between(young, '+')];
}
