import { condition, setHandler, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { IncidentView } from '../../../workflows/contract/incident.ts';
import type { RunbookInput } from '../../../workflows/contract/input.ts';
import { incidentName } from '../../../workflows/contract/keys.ts';
import {
  answerUpdate,
  followQuery,
  glanceQuery,
  incidentQuery,
  type NoteMessage,
  noteSignal,
  type ResolveMessage,
  resolveSignal,
} from '../../../workflows/contract/messages.ts';
import { searchAttributes } from '../../../workflows/contract/search-attributes.ts';

/** Answers queries as an incident does and does nothing; a note becomes what it waits for, `quietly` without Temporal's list hearing of it. */
export async function generalIncident({ system, summary = '' }: RunbookInput): Promise<string> {
  const { firstExecutionRunId: keyId, workflowId, startTime } = workflowInfo();
  const incident = incidentName(keyId);
  let waitingFor = 'people';
  let ended = false;
  const view = (): IncidentView => ({
    incident,
    keyId,
    workflowId,
    system,
    systemTitle: 'Demo shop',
    runbook: 'generalIncident',
    runbookTitle: 'General incident',
    mode: 'live',
    phase: 'mitigating',
    severity: 'P1',
    label: 'High',
    summary,
    openedAt: startTime.toISOString(),
    round: 1,
    findings: [],
    firing: [],
    reached: 0,
    waitingFor,
    guidance: [],
    inEffect: [],
  });
  const list = () =>
    upsertSearchAttributes([
      { key: searchAttributes.incident, value: incident },
      { key: searchAttributes.severity, value: 'P1' },
      { key: searchAttributes.phase, value: 'mitigating' },
      { key: searchAttributes.waitingFor, value: waitingFor },
    ]);
  setHandler(incidentQuery, view);
  setHandler(glanceQuery, () => ({ ...view(), clocks: [] }));
  setHandler(followQuery, () => ({ view: view(), clocks: [], timeline: [] }));
  setHandler(answerUpdate, () => ({ outcome: 'done' as const, says: 'noted' }));
  setHandler(noteSignal, ({ text }: NoteMessage) => {
    waitingFor = text;
    if (!text.startsWith('quietly')) list();
  });
  setHandler(resolveSignal, (_: ResolveMessage) => {
    ended = true;
  });
  list();
  await condition(() => ended);
  return 'closed';
}
