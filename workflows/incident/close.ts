import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  uuid4,
} from '@temporalio/workflow';
import type { RunResult } from '../contract/incident.ts';
import type { RunbookInput } from '../contract/input.ts';
import type { Actor } from '../contract/people.ts';
import { sentence } from '../contract/sentences.ts';
import type { Fact } from '../contract/timeline.ts';
import { startPostIncident } from '../follow-ups/start.ts';
import { archive } from './activities.ts';
import type { Incident } from './incident.ts';
import { giveBackAll } from './leases.ts';
import { reason } from './reason.ts';

/** Ends the incident with a fact, told and kept; a cancellation that comes meanwhile changes nothing any more. */
export async function close(incident: Incident, input: RunbookInput, fact: Fact): Promise<RunResult> {
  return await CancellationScope.nonCancellable(() => tellAndKeep(incident, input, fact));
}

/** An alert that fired meanwhile opens the next incident under the same id. */
async function tellAndKeep(incident: Incident, input: RunbookInput, fact: Fact): Promise<RunResult> {
  const { inbox, outbox, name } = incident;
  sayWhatStays(incident);
  const ended = incident.record(fact);
  if (fact.kind === 'failed') incident.tell('page', ended, { people: incident.ladderPeople });
  else incident.tell('resolved', ended);
  inbox.deliveries.answer(inbox.resolution?.messageId, { outcome: 'done', says: sentence(fact) });
  inbox.deliveries.close();
  await giveBackAll(incident);
  const postMortemAt = await archive(incident.toRecord()).then(
    (kept) => kept.postMortemAt,
    (error: unknown) => `nowhere yet (${reason(error)})`,
  );
  await startPostIncident(incident, fact);
  await outbox.drained();
  await condition(allHandlersFinished);
  if (inbox.late.length > 0 && incident.conduct.mode !== 'dry-run') {
    const { system, severity, group, mode } = input;
    const openedBy: Actor = { kind: 'alerts', door: 'an alert while the last incident was closing' };
    const next: RunbookInput = { system, severity, group, mode, openedBy, alerts: inbox.late, key: uuid4() };
    await continueAsNew<(input: RunbookInput) => Promise<RunResult>>(next);
  }
  return {
    end: 'closed',
    incident: name,
    phase: incident.state.phase,
    says: `${sentence(fact)}. Post-mortem: ${postMortemAt}`,
  };
}

/** A temporary change that nobody took back is said, however the incident ends. */
function sayWhatStays(incident: Incident): void {
  const said = incident.timeline.flatMap(({ fact }) => (fact.kind === 'change stays' ? [fact.plan] : []));
  for (const { plan, temporary } of incident.state.inEffect) {
    if (!temporary || said.includes(plan)) continue;
    incident.announce({ kind: 'change stays', plan, because: 'the incident ended before it was taken back' });
  }
}
