import type { Impact } from '../contract/incident.ts';
import type {
  AssignMessage,
  ChangeSeverityMessage,
  DecisionMessage,
  ExtendMessage,
  ImpactMessage,
  Message,
  NoteMessage,
  OutcomeMessage,
  ProposeMessage,
  PublishMessage,
  ResolveMessage,
  TickMessage,
  UndoMessage,
} from '../contract/messages.ts';
import type { Actor, SignedIn, SlackPlace } from '../contract/people.ts';
import { publicStatuses } from '../contract/status-page.ts';
import { readCited } from './citations.ts';

/** What a guard makes of a payload from outside: the message, or a sentence that says what to write instead. */
export type Read<T> = { message: T; refused?: undefined } | { message?: undefined; refused: string };

/** Characters of a text in a message. */
export const longest = 4_000;
const noteKinds = ['update', 'cause', 'impact', 'action', 'eta'] as const;
const outcomes = ['done', 'not done', 'again'] as const;
const endings = ['fixed', 'false alarm', 'duplicate'] as const;
const doors = ['cli', 'slack', 'board', 'pagerduty', 'demo --yes'] as const;

export function readMessage(value: unknown): Read<Message> {
  if (value === undefined || value === null) return { message: {} };
  const refused = unreadable(value);
  if (refused) return { refused };
  const { id, by, incident } = value as Record<string, unknown>;
  return {
    message: { id: text(id), by: typeof by === 'string' ? text(by) : sender(by), incident: text(incident) },
  };
}

export function readDecision(value: unknown): Read<DecisionMessage> {
  const read = readMessage(value ?? 'nothing');
  if (read.refused !== undefined) return read;
  const { plan, hash, at, reason, breakGlass, signature } = value as Record<string, unknown>;
  if (typeof plan !== 'number' || !Number.isSafeInteger(plan))
    return { refused: 'give the number of the plan, e.g. "plan": 1' };
  if (typeof hash !== 'string' || hash.length < 8)
    return { refused: 'give the "hash" of the plan, as the plan shows it' };
  return {
    message: {
      ...read.message,
      plan,
      hash: hash.slice(0, 64),
      at: text(at),
      reason: text(reason),
      breakGlass: breakGlass === true || undefined,
      signature: text(signature),
    },
  };
}

export function readNote(value: unknown): Read<NoteMessage> {
  const read = readMessage(value ?? 'nothing');
  if (read.refused !== undefined) return read;
  const { text: given, kind } = value as Record<string, unknown>;
  const note = text(given);
  if (!note) return { refused: 'give the note as "text": "…"' };
  if (kind !== undefined && !oneOf(kind, noteKinds))
    return { refused: `"kind" takes ${noteKinds.join(', ')}` };
  return { message: { ...read.message, text: note, kind } };
}

export function readAssign(value: unknown): Read<AssignMessage> {
  const read = readMessage(value ?? 'nothing');
  if (read.refused !== undefined) return read;
  const to = text((value as Record<string, unknown>).to)?.slice(0, 100);
  return to ? { message: { ...read.message, to } } : { refused: 'give a person or a role as "to": "…"' };
}

export function readChangeSeverity(value: unknown): Read<ChangeSeverityMessage> {
  const read = readMessage(value ?? 'nothing');
  if (read.refused !== undefined) return read;
  const { severity, reason } = value as Record<string, unknown>;
  const [to, because] = [text(severity), text(reason)];
  if (!to) return { refused: 'give the "severity", e.g. "P1"' };
  return because
    ? { message: { ...read.message, severity: to, reason: because } }
    : { refused: 'give the "reason"' };
}

export function readPropose(value: unknown): Read<ProposeMessage> {
  const read = readMessage(value ?? 'nothing');
  if (read.refused !== undefined) return read;
  const { mitigation, parameters } = value as Record<string, unknown>;
  const name = text(mitigation);
  if (!name) return { refused: 'give the "mitigation" by its name in the catalogue' };
  if (parameters !== undefined && unreadable(parameters)) return { refused: '"parameters" takes an object' };
  const given = Object.entries(parameters ?? {})
    .slice(0, 20)
    .map(
      ([key, value]) =>
        [key.slice(0, 100), typeof value === 'string' ? value.slice(0, longest) : value] as const,
    );
  const bad = given.find(([, each]) => typeof each !== 'string' && typeof each !== 'number');
  if (bad) return { refused: `parameter "${bad[0].slice(0, 50)}" takes a text or a number` };
  const cited = readCited((value as Record<string, unknown>).cites);
  if (cited.refused !== undefined) return cited;
  return {
    message: {
      ...read.message,
      mitigation: name,
      parameters: Object.fromEntries(given),
      cites: cited.message,
    },
  };
}

export function readOutcome(value: unknown): Read<OutcomeMessage> {
  const read = readMessage(value ?? 'nothing');
  if (read.refused !== undefined) return read;
  const { plan, outcome } = value as Record<string, unknown>;
  if (typeof plan !== 'number' || !Number.isSafeInteger(plan))
    return { refused: 'give the number of the "plan"' };
  if (!oneOf(outcome, outcomes)) return { refused: `"outcome" takes ${outcomes.join(', ')}` };
  return { message: { ...read.message, plan, outcome } };
}

export function readUndo(value: unknown): Read<UndoMessage> {
  const read = readMessage(value ?? 'nothing');
  if (read.refused !== undefined) return read;
  const { plan } = value as Record<string, unknown>;
  if (typeof plan !== 'number' || !Number.isSafeInteger(plan))
    return { refused: 'give the number of the "plan" to take back' };
  return { message: { ...read.message, plan } };
}

export function readExtend(value: unknown): Read<ExtendMessage> {
  const read = readMessage(value ?? 'nothing');
  if (read.refused !== undefined) return read;
  const { minutes } = value as Record<string, unknown>;
  const fits = typeof minutes === 'number' && Number.isSafeInteger(minutes) && minutes >= 1 && minutes <= 60;
  return fits ? { message: { ...read.message, minutes } } : { refused: '"minutes" takes 1 to 60' };
}

export function readPublish(value: unknown): Read<PublishMessage> {
  const read = readMessage(value ?? 'nothing');
  if (read.refused !== undefined) return read;
  const { status, message } = value as Record<string, unknown>;
  if (status !== undefined && !oneOf(status, publicStatuses))
    return { refused: `"status" takes ${publicStatuses.join(', ')}` };
  const said = text(message);
  if (status === undefined && said === undefined)
    return { refused: 'give a "status", a "message", or both: {"status": "identified", "message": "…"}' };
  return { message: { ...read.message, status, message: said } };
}

export function readImpact(value: unknown): Read<ImpactMessage> {
  const read = readMessage(value ?? 'nothing');
  if (read.refused !== undefined) return read;
  const { users, functions, revenue, tickets } = value as Record<string, unknown>;
  const counts = Object.entries({ users, tickets }).filter(([, count]) => count !== undefined);
  const bad = counts.find(
    ([, count]) => typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0,
  );
  if (bad) return { refused: `"${bad[0]}" takes a whole number, 0 or more` };
  const impact: Impact = {
    ...Object.fromEntries(counts),
    ...(text(functions) ? { functions: text(functions) } : {}),
    ...(text(revenue) ? { revenue: text(revenue) } : {}),
  };
  return Object.keys(impact).length > 0
    ? { message: { ...read.message, ...impact } }
    : { refused: 'give "users", "functions", "revenue" or "tickets"' };
}

export function readTick(value: unknown): Read<TickMessage> {
  const read = readMessage(value ?? 'nothing');
  if (read.refused !== undefined) return read;
  const { item } = value as Record<string, unknown>;
  if (typeof item !== 'number' || !Number.isSafeInteger(item))
    return { refused: 'give the number of the "item"' };
  return { message: { ...read.message, item } };
}

export function readResolve(value: unknown): Read<ResolveMessage> {
  const read = readMessage(value);
  if (read.refused !== undefined) return read;
  const { as, reason } = (value ?? {}) as Record<string, unknown>;
  if (as !== undefined && !oneOf(as, endings)) return { refused: `"as" takes ${endings.join(', ')}` };
  return { message: { ...read.message, as: as ?? 'fixed', reason: text(reason) } };
}

/** The id of a message that says nothing else that can be read. */
export function idOf(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null && 'id' in value ? text(value.id) : undefined;
}

/** Who sent a human message, as far as the message itself says; only a checked decision makes it verified. */
export function claimed(message: Message): Actor {
  if (typeof message.by === 'object') {
    const { name, door } = message.by;
    return { kind: 'person', name, door, verified: false };
  }
  return { kind: 'person', name: message.by ?? 'someone', door: 'temporal-ui', verified: false };
}

/** Where in Slack a message was clicked, if it was. */
export function slackPlaceOf({ by }: Message): SlackPlace | undefined {
  return typeof by === 'object' ? by.slack : undefined;
}

/** Whose session at the incident board a message is from, if it is. */
export function signedInOf({ by }: Message): SignedIn | undefined {
  return typeof by === 'object' ? by.signedIn : undefined;
}

/** Why a payload is no object of JSON; undefined if it is one. */
export function unreadable(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || ArrayBuffer.isView(value)) {
    return 'send one JSON object, with the encoding json/plain';
  }
  if (!('undecodable' in value)) return undefined;
  const why = text(value.undecodable)?.slice(0, 200) ?? 'no reason given';
  return `it could not be decoded (${why}); send it as json/plain`;
}

function sender(by: unknown): Exclude<Message['by'], string> {
  if (typeof by !== 'object' || by === null) return undefined;
  const { name, door, slack, signedIn } = by as Record<string, unknown>;
  const named = text(name);
  if (!named) return undefined;
  const place = door === 'slack' ? slackPlace(slack) : undefined;
  if (place) return { name: named, door: 'slack', slack: place };
  const session = door === 'board' ? signedInAs(signedIn) : undefined;
  if (session) return { name: named, door: 'board', signedIn: session };
  return { name: named, door: oneOf(door, doors) ? door : 'temporal-ui' };
}

function oneOf<const T extends readonly string[]>(value: unknown, choices: T): value is T[number] {
  return choices.some((choice) => choice === value);
}

function slackPlace(value: unknown): SlackPlace | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { user, team, channel } = value as Record<string, unknown>;
  const [who, where, place] = [text(user), text(team), text(channel)];
  return who && where && place ? { user: who, team: where, channel: place } : undefined;
}

function signedInAs(value: unknown): SignedIn | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { key, email } = value as Record<string, unknown>;
  const [held, mail] = [text(key), text(email)];
  if (held) return { key: held };
  return mail ? { email: mail } : undefined;
}

/** A text that says something, cut to what a message may carry. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.slice(0, longest) : undefined;
}
