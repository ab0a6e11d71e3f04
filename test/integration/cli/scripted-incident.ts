import { ApplicationFailure } from '@temporalio/common';
import { condition, setHandler, workflowInfo } from '@temporalio/workflow';
import type { Clock, IncidentView } from '../../../workflows/contract/incident.ts';
import type { RunbookInput } from '../../../workflows/contract/input.ts';
import { incidentName } from '../../../workflows/contract/keys.ts';
import {
  type Answer,
  acknowledgeSignal,
  answerUpdate,
  approveSignal,
  clocksQuery,
  type DecisionMessage,
  glanceQuery,
  incidentQuery,
  type Message,
  type NoteMessage,
  noteSignal,
  type ResolveMessage,
  recheckSignal,
  rejectSignal,
  resolveSignal,
  timelineQuery,
} from '../../../workflows/contract/messages.ts';
import type { Plan } from '../../../workflows/contract/plans.ts';
import type { Fact, TimelineEntry } from '../../../workflows/contract/timeline.ts';

/** Answers queries and messages as an incident does, without activities: a plan waits from the beginning, and `nowhere` is refused. */
export async function databaseIssues(input: RunbookInput): Promise<string> {
  if (input.system === 'nowhere') throw ApplicationFailure.nonRetryable('There is no system "nowhere".');
  const { firstExecutionRunId: keyId, workflowId, startTime } = workflowInfo();
  const incident = incidentName(keyId);
  const timeline: TimelineEntry[] = [];
  const answers = new Map<string, Answer>();
  const plan = planUntil(new Date(startTime.getTime() + 600_000).toISOString());
  let pending: Plan | undefined = plan;
  let ended = false;

  const record = (fact: Fact) =>
    timeline.push({ id: String(timeline.length + 1), at: new Date().toISOString(), fact });
  const who = (message: Message) =>
    ({
      kind: 'person',
      name: typeof message.by === 'object' ? message.by.name : 'nobody',
      door: 'cli',
      verified: true,
    }) as const;
  const answer = (message: Message, outcome: Answer['outcome'], says: string): void => {
    answers.set(message.id ?? '', { outcome, says });
  };
  const decide = (message: DecisionMessage) => {
    if (message.hash !== pending?.hash) return answer(message, 'refused', 'that is not the plan that waits');
    if (!message.signature && !message.reason) return answer(message, 'refused', 'it is not signed');
    pending = undefined;
    return answer(message, 'done', `plan ${message.plan} is decided`);
  };

  const view = (): IncidentView => ({
    incident,
    keyId,
    workflowId,
    system: input.system,
    systemTitle: 'Demo shop',
    runbook: 'databaseIssues',
    runbookTitle: 'Database issues',
    mode: 'live',
    phase: ended ? 'resolved' : 'mitigating',
    severity: 'P0',
    label: 'Critical',
    summary: input.summary ?? 'no summary',
    openedAt: startTime.toISOString(),
    round: 1,
    findings: [{ check: 'health', verdict: 'sick', says: 'It answers 503.' }],
    pending,
    firing: [],
    reached: 1,
    waitingFor: pending ? 'approval of plan 1' : 'people',
    guidance: [],
    inEffect: [],
  });
  const clocks = (): Clock[] =>
    pending ? [{ name: 'approval', due: pending.expiresAt, fires: 'plan 1 expires', reaches: [] }] : [];

  setHandler(incidentQuery, view);
  setHandler(glanceQuery, () => ({ ...view(), clocks: clocks() }));
  setHandler(timelineQuery, () => timeline);
  setHandler(clocksQuery, clocks);
  setHandler(answerUpdate, async (id) => {
    await condition(() => answers.has(id), 4_000);
    return answers.get(id) ?? { outcome: 'unknown', says: 'no such message' };
  });
  setHandler(approveSignal, decide);
  setHandler(rejectSignal, decide);
  setHandler(recheckSignal, (message) => answer(message, 'done', 'looking again'));
  setHandler(acknowledgeSignal, (message) => {
    record({ kind: 'acknowledged', by: who(message) });
    answer(message, 'done', 'acknowledged');
  });
  setHandler(noteSignal, (message: NoteMessage) => {
    if (message.text === 'refuse this') return answer(message, 'refused', 'this is refused');
    record({ kind: 'noted', by: who(message), text: message.text });
    return answer(message, 'done', 'noted');
  });
  setHandler(resolveSignal, (message: ResolveMessage) => {
    record({ kind: 'resolved', by: who(message), as: message.as ?? 'fixed', because: message.reason ?? '' });
    answer(message, 'done', `resolved as ${message.as}`);
    ended = true;
  });

  record({
    kind: 'opened',
    by: input.openedBy ?? { kind: 'mayday' },
    severity: 'P0',
    label: 'Critical',
    summary: view().summary,
    mode: 'live',
    assumed: [],
  });
  record({ kind: 'planned', plan });
  await condition(() => ended);
  return 'closed';
}

function planUntil(expiresAt: string): Plan {
  return {
    id: 1,
    hash: 'a'.repeat(64),
    mitigation: 'idle-sessions',
    title: 'End idle sessions',
    risk: 'disruptive',
    needs: 1,
    round: 1,
    expiresAt,
    targets: [],
    preview: ['SELECT pg_terminate_backend(100);'],
    observed: '1 session sits idle.',
    predicted: 'Its slot is free.',
    blastRadius: 'Its client has to connect again.',
    undo: null,
  };
}
