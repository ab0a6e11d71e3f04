import type { Admission, Verified } from '../../workflows/contract/activities.ts';
import type { Mode } from '../../workflows/contract/input.ts';
import type { Decision } from '../../workflows/contract/plans.ts';
import type { SystemProfile } from '../../workflows/contract/profile.ts';
import { activities, type HistoryEvent, type RunHistory, runHistoryOf } from '../audit/history.ts';
import { firstValue } from '../audit/payloads.ts';

/** Alerts as they came in: anybody may send anything. */
export interface ReceivedAlerts {
  event: number;
  /** RFC 3339 */
  at: string;
  /** Undefined where it cannot be decoded. */
  message: unknown;
}

/** One run of an incident, as its history tells it. */
export interface Run extends RunHistory {
  /** What the history goes by, for sentences. */
  name: string;
  keyId: string;
  /** What was fixed when the incident opened; absent where it was not let in. */
  profile?: SystemProfile;
  mode: Mode;
  /** Alerts that came with its start and by signal, in order. */
  alerts: ReceivedAlerts[];
  /** Decisions that were found to hold, by the number of the event with the answer. */
  held: { event: number; decision: Decision }[];
  /** With which event its record went to the archive, which is right after its end. */
  archivedAt?: number;
  /** When each workflow task began that the worker has answered, RFC 3339, with the number of that event. */
  tasks: { event: number; at: string }[];
  /** What closed it, e.g. `WorkflowExecutionCompleted`; absent as long as it is open. */
  closedBy?: string;
  /** Alerts that it left to the next incident under its workflow id. */
  left: unknown[];
  /** When somebody sent word that it is to end, RFC 3339, each time. */
  resolvesSent: string[];
  /** It goes on from a run whose history is needed, too. */
  continues: boolean;
}

interface Carried {
  keyId?: string;
  admitted?: Admission;
}
type Input = { key?: unknown; carried?: Carried; alerts?: unknown } | undefined;

/** Reads what an incident's invariants need of a run. @throws Error with a sentence where it cannot be read */
export function runOf(name: string, events: readonly HistoryEvent[]): Run {
  const started = events.find(({ type }) => type === 'WorkflowExecutionStarted');
  if (!started) throw new Error('It does not begin with the start of a run');
  const { firstExecutionRunId, continuedExecutionRunId } = started.attributes;
  const input = inputOf(started) as Input;
  const ours = Boolean(continuedExecutionRunId);
  const carried = ours ? input?.carried : undefined;
  const own = ours && typeof input?.key === 'string' && input.key !== '' ? input.key : undefined;
  const admission =
    carried?.admitted ?? (activities(events, 'admit').at(-1)?.answer as Admission | undefined);
  const admitted = admission?.admission === 'admitted' ? admission : undefined;
  const last = events.at(-1);
  const closed = last !== undefined && isClose.test(last.type);
  const next = last?.type === 'WorkflowExecutionContinuedAsNew' ? (inputOf(last) as Input) : undefined;
  const history = runHistoryOf(events);
  const [archived] = activities(events, 'archive');
  const atOf = ({ event }: { event: number }) => events.find(({ id }) => id === event)?.at ?? '';
  return {
    ...history,
    name,
    keyId: carried?.keyId ?? own ?? String(firstExecutionRunId ?? ''),
    ...(admitted ? { profile: admitted.profile } : {}),
    mode: admitted?.mode ?? 'live',
    alerts: [
      ...(!carried && Array.isArray(input?.alerts)
        ? [{ event: started.id, at: started.at, message: { alerts: input.alerts } }]
        : []),
      ...history.signals
        .filter((signal) => signal.name === 'alerts')
        .map((signal) => ({ event: signal.event, at: atOf(signal), message: signal.message })),
    ],
    held: heldIn(events),
    ...(archived ? { archivedAt: archived.event } : {}),
    tasks: tasksIn(events),
    ...(closed ? { closedBy: last.type } : {}),
    left: !next?.carried && Array.isArray(next?.alerts) ? next.alerts : [],
    resolvesSent: history.signals.filter(({ name: sent }) => sent === 'resolve').map(atOf),
    continues: carried !== undefined,
  };
}

const isClose = /^WorkflowExecution(Completed|Failed|TimedOut|Canceled|Terminated|ContinuedAsNew)$/;

function inputOf({ attributes }: HistoryEvent): unknown {
  return firstValue(attributes.input);
}

function heldIn(events: readonly HistoryEvent[]): Run['held'] {
  const answered = new Map(
    events.flatMap(({ id, type, attributes }) =>
      type === 'ActivityTaskCompleted' ? [[Number(attributes.scheduledEventId), id] as const] : [],
    ),
  );
  return activities(events, 'verifyDecision').flatMap(({ event, input, answer }) => {
    const { decision } = (input ?? {}) as { decision?: Decision };
    const at = answered.get(event);
    return decision && at !== undefined && (answer as Verified | undefined)?.holds
      ? [{ event: at, decision }]
      : [];
  });
}

function tasksIn(events: readonly HistoryEvent[]): Run['tasks'] {
  const answered = new Set(
    events.flatMap(({ type, attributes }) =>
      type === 'WorkflowTaskCompleted' ? [Number(attributes.startedEventId ?? 0)] : [],
    ),
  );
  return events.flatMap(({ id, at, type }, i) =>
    type === 'WorkflowTaskStarted' && (answered.has(id) || events[i + 1]?.type === 'WorkflowTaskCompleted')
      ? [{ event: id, at }]
      : [],
  );
}
