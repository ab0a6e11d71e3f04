import type { PoolActivities } from '../../workflows/contract/activities.ts';
import type { IncidentRecord } from '../../workflows/contract/incident.ts';
import { incidentName } from '../../workflows/contract/keys.ts';
import type { SystemProfile } from '../../workflows/contract/profile.ts';
import type { TimelineEntry } from '../../workflows/contract/timeline.ts';
import { firstValue } from './payloads.ts';

export type Order = Parameters<PoolActivities['applyPlan']>[0];

/** An activity of a run: what it was given, and what came of it. */
export interface Ordered<I = unknown> {
  /** Number of the event with which it was scheduled. */
  event: number;
  input: I;
  /** Absent where it did not complete. */
  answer?: unknown;
}

export interface Received {
  event: number;
  name: string;
  /** Undefined where it cannot be decoded. */
  message: unknown;
}

/** What a run's exported history says that an audit can use. */
export interface RunHistory {
  /** Entries that the run was handed by the one before it. */
  carried: TimelineEntry[];
  orders: Ordered<Order>[];
  signals: Received[];
  /** The record the run gave to the archive; else the last that is known of it: what it was handed or handed on. */
  record?: IncidentRecord;
  /** What the archive answered. */
  seal?: unknown;
  /** It has given its record to the archive. */
  closed: boolean;
}

type Attributes = Record<string, unknown>;

/**
 * Reads a history as `temporal workflow show --output json` writes it, and the archive keeps it.
 * @throws Error with a sentence where it is none, or its payloads cannot be read
 */
export function readHistory(text: string): RunHistory {
  return runHistoryOf(eventsOf(text));
}

/** The same of events that are read already. @throws like `readHistory` */
export function runHistoryOf(events: readonly HistoryEvent[]): RunHistory {
  const started = handedOn(events.find(({ type }) => type === 'WorkflowExecutionStarted'));
  const continued = handedOn(events.find(({ type }) => type === 'WorkflowExecutionContinuedAsNew'));
  const archived = activities(events, 'archive').at(-1);
  const record = archived ? (archived.input as IncidentRecord) : (continued ?? started);
  const { seal } = (archived?.answer ?? {}) as { seal?: unknown };
  return {
    carried: started?.timeline ?? [],
    orders: activities(events, 'applyPlan') as Ordered<Order>[],
    signals: events.filter(({ type }) => type === 'WorkflowExecutionSignaled').map(received),
    ...(isRecord(record) ? { record } : {}),
    ...(seal === undefined ? {} : { seal }),
    closed: archived !== undefined,
  };
}

/** One event of a history. */
export interface HistoryEvent {
  id: number;
  /** RFC 3339; empty where it has no time. */
  at: string;
  /** `ActivityTaskScheduled` */
  type: string;
  attributes: Attributes;
}

/** The events of a history in JSON. @throws Error with a sentence where it is none */
export function eventsOf(text: string): HistoryEvent[] {
  let events: unknown;
  try {
    events = (JSON.parse(text) as { events?: unknown } | null)?.events;
  } catch (error) {
    throw new Error(`It is no JSON: ${(error as Error).message}`, { cause: error });
  }
  if (!Array.isArray(events) || events.length === 0) {
    throw new Error(
      'It is not the history of a run: write one with "temporal workflow show -w ID --output json"',
    );
  }
  return eventsFrom(events);
}

/** Events as JSON or the SDK has them. */
export function eventsFrom(events: readonly unknown[]): HistoryEvent[] {
  return (events as readonly (Attributes | null)[]).map((event) => {
    const [name = '', attributes] =
      Object.entries(event ?? {}).find(([key]) => key.endsWith('EventAttributes')) ?? [];
    const type = name.replace(/EventAttributes$/, '');
    return {
      id: Number(event?.eventId),
      at: timeOf(event?.eventTime),
      type: `${type.charAt(0).toUpperCase()}${type.slice(1)}`,
      attributes: (attributes ?? {}) as Attributes,
    };
  });
}

/** In JSON a text, in the SDK seconds and nanoseconds. */
function timeOf(time: unknown): string {
  const { seconds, nanos } = (time ?? {}) as { seconds?: unknown; nanos?: unknown };
  const ms = typeof time === 'string' ? Date.parse(time) : Number(seconds) * 1_000 + Number(nanos ?? 0) / 1e6;
  return Number.isFinite(ms) ? new Date(ms).toISOString() : '';
}

/** The activities of that name, with what came of them. @throws Error with a sentence where a payload cannot be read */
export function activities(events: readonly HistoryEvent[], name: string): Ordered[] {
  const completed = new Map(
    events
      .filter(({ type }) => type === 'ActivityTaskCompleted')
      .map(({ attributes }) => [Number(attributes.scheduledEventId), attributes.result]),
  );
  return events
    .filter(
      ({ type, attributes }) =>
        type === 'ActivityTaskScheduled' && (attributes.activityType as { name?: string })?.name === name,
    )
    .map(({ id, attributes }) => ({
      event: id,
      input: firstValue(attributes.input),
      ...(completed.has(id) ? { answer: firstValue(completed.get(id)) } : {}),
    }));
}

function received({ id, attributes }: HistoryEvent): Received {
  const name = String(attributes.signalName);
  try {
    return { event: id, name, message: firstValue(attributes.input) };
  } catch {
    // Anybody may send a signal in any encoding; the run refused it.
    return { event: id, name, message: undefined };
  }
}

/** What a run hands on, as far as it makes a record. */
function handedOn(event: HistoryEvent | undefined): IncidentRecord | undefined {
  const { carried } = (firstValue(event?.attributes.input) ?? {}) as { carried?: Partial<Carried> };
  if (typeof carried?.keyId !== 'string' || !Array.isArray(carried.timeline)) return undefined;
  const { keyId, timeline, openedAt, admitted } = carried;
  const { system, runbook } = admitted?.profile ?? {};
  return {
    incident: incidentName(keyId),
    keyId,
    openedAt,
    system,
    runbook: runbook?.name,
    timeline,
  } as IncidentRecord;
}

/** As far as an audit reads it. */
interface Carried {
  keyId: string;
  openedAt: string;
  timeline: TimelineEntry[];
  admitted: { profile?: SystemProfile };
}

function isRecord(value: unknown): value is IncidentRecord {
  const { keyId, timeline } = (value ?? {}) as Partial<IncidentRecord>;
  return typeof keyId === 'string' && Array.isArray(timeline);
}
