import type { HookEntry } from '../../systems/entries/hooks.ts';
import { oneOf } from '../../systems/nearest.ts';
import type { Alert } from '../../workflows/contract/input.ts';
import { hashOf } from '../../workflows/contract/keys.ts';
import type { AlertGroup } from './alert-group.ts';
import { excerpt, parseJson } from './malformed.ts';
import { at } from './pointer.ts';

/** What a body says by the mapping of a hook: one group per incident, and what is wrong with the alerts that are in none. */
export interface GenericRead {
  groups: AlertGroup[];
  wrong: string[];
}

/** Reads a body by the mapping of the hook `name`; `now` is the start of alerts that do not say when they began. */
export function readGeneric(
  body: string,
  { name, entry }: { name: string; entry: HookEntry },
  now: Date,
): GenericRead {
  const { json, because } = parseJson(body, `what the hook ${name} of the catalogue maps`);
  if (because) return { groups: [], wrong: [because] };
  const listed = entry.alerts === undefined ? [json] : at(json, entry.alerts);
  if (!Array.isArray(listed) || listed.length === 0) {
    const found = Array.isArray(listed) ? 'an empty list' : excerpt(listed);
    return { groups: [], wrong: [`${entry.alerts}: found ${found}; expected the list of alerts.`] };
  }
  const read = listed.map((item, index) =>
    readAlert(item, {
      name,
      fields: entry.fields,
      now,
      place: entry.alerts ? `${entry.alerts}/${index}` : '',
    }),
  );
  const alerts = read.flatMap((each) => ('alert' in each ? [each] : []));
  const together = Map.groupBy(alerts, ({ group }) => group);
  return {
    groups: [...together].map(([group, members]) => ({
      groupKey: `${name}: ${group}`,
      alerts: members.map(({ alert }) => alert),
      truncated: 0,
    })),
    wrong: read.flatMap((each) => ('wrong' in each ? [each.wrong] : [])),
  };
}

interface Mapped {
  name: string;
  fields: HookEntry['fields'];
  now: Date;
  /** The pointer of the alert itself. */
  place: string;
}

type ReadAlert = { alert: Alert; group: string } | { wrong: string };

function readAlert(item: unknown, { name: sender, fields, now, place }: Mapped): ReadAlert {
  const wrong = (field: string, wants: string) => ({
    wrong: `${place}${field}: found ${excerpt(at(item, field))}; expected ${wants}.`,
  });
  const value = (field: string | undefined) => (field?.startsWith('/') ? plain(at(item, field)) : field);

  const name = value(fields.name);
  if (!name) return wrong(fields.name, 'the name of the alert');
  const status = statusOf(item, fields.status);
  if (!status) return wrong(fields.status?.at ?? '', `one of ${oneOf(wordsOf(fields.status))}`);
  const startsAt = fields.startsAt === undefined ? now : instant(at(item, fields.startsAt), now);
  if (!startsAt) return wrong(fields.startsAt ?? '', 'a time: RFC 3339, or seconds since 1970');
  const given = value(fields.fingerprint);
  if (fields.fingerprint && !given) return wrong(fields.fingerprint, 'what makes it the same alert again');
  const group = value(fields.group);
  if (fields.group && !group) return wrong(fields.group, 'what makes it one incident with others');

  const own = { alertname: name, sender };
  const mapped = Object.entries(fields.labels).flatMap(([label, field]) => {
    const found = value(field);
    return found ? [[label, found] as const] : [];
  });
  const labels = { ...own, ...Object.fromEntries(mapped), ...own };
  const fingerprint = given ?? hashOf(labels).slice(0, 16);
  const alert = {
    fingerprint,
    status,
    name,
    summary: value(fields.summary) ?? '',
    labels,
    annotations: {},
    startsAt: startsAt.toISOString(),
  };
  return { alert, group: group ?? fingerprint };
}

function statusOf(item: unknown, words: HookEntry['fields']['status']): Alert['status'] | undefined {
  if (words === undefined) return 'firing';
  const { firing, resolved } = words;
  const word = plain(at(item, words.at));
  if (word === undefined) return undefined;
  if (resolved?.includes(word)) return 'resolved';
  if (firing?.includes(word)) return 'firing';
  // Where a file lists the words of one status only, every other word is of the other.
  if (firing === undefined) return 'firing';
  return resolved === undefined ? 'resolved' : undefined;
}

function wordsOf(words: HookEntry['fields']['status']): string[] {
  return [...(words?.firing ?? []), ...(words?.resolved ?? [])];
}

/** The start of an alert that does not say when is the time it came. */
function instant(value: unknown, now: Date): Date | undefined {
  if (value === undefined || value === null) return now;
  const seconds = typeof value === 'number' ? value : Number.NaN;
  const ms = seconds > 1e11 ? seconds : seconds * 1_000;
  const read = new Date(typeof value === 'string' ? value : ms);
  return Number.isNaN(read.getTime()) ? undefined : read;
}

function plain(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() || undefined;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
