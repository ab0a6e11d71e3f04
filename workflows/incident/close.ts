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
import type { Fact, TimelineEntry } from '../contract/timeline.ts';
import { startPostIncident } from '../follow-ups/start.ts';
import { archive } from './activities.ts';
import type { Incident } from './incident.ts';
import { giveBackAll } from './leases.ts';
import { publicHearsOfThisEnd, publicWaitsForTheEnd } from './public-updates.ts';
import { reason } from './reason.ts';
import { endSilences } from './silence.ts';
import { noticeOf } from './telling.ts';

/** Ends the incident with a fact, told and kept; a cancellation that comes meanwhile changes nothing any more. */
export async function close(incident: Incident, input: RunbookInput, fact: Fact): Promise<RunResult> {
  return await CancellationScope.nonCancellable(() => tellAndKeep(incident, input, fact));
}

/** An alert that fired meanwhile opens the next incident under the same id. */
async function tellAndKeep(incident: Incident, input: RunbookInput, fact: Fact): Promise<RunResult> {
  const { inbox, outbox, name } = incident;
  if (publicWaitsForTheEnd(incident)) await tellPublicOf(incident, fact);
  sayWhatStays(incident);
  const ended = incident.record(fact);
  if (fact.kind === 'failed') incident.tell('page', ended, { people: incident.ladderPeople });
  else incident.tell('resolved', ended);
  inbox.deliveries.answer(inbox.resolution?.messageId, { outcome: 'done', says: sentence(fact) });
  inbox.deliveries.close();
  await Promise.all([giveBackAll(incident), endSilences(incident)]);
  const postMortemAt = await archive(incident.toRecord()).then(
    (kept) => {
      handOut(incident, ended);
      return kept.postMortemAt;
    },
    (error: unknown) => `nowhere yet (${reason(error)})`,
  );
  await startPostIncident(incident, fact);
  await outbox.drained();
  await condition(allHandlersFinished);
  if (inbox.late.length > 0 && incident.conduct.mode !== 'dry-run') {
    const { system, severity, group, mode } = input;
    const { because = 'an alert while the last incident was closing', alone } = inbox.nextOpens ?? {};
    const openedBy: Actor = { kind: 'alerts', door: because };
    const next: RunbookInput = {
      system,
      severity,
      group,
      mode,
      openedBy,
      alerts: inbox.late,
      key: uuid4(),
      alone,
    };
    await continueAsNew<(input: RunbookInput) => Promise<RunResult>>(next);
  }
  return {
    end: 'closed',
    incident: name,
    phase: incident.state.phase,
    says: `${sentence(fact)}. Post-mortem: ${postMortemAt}`,
  };
}

/** A page that goes on saying that something is wrong is said, however the incident ends. */
async function tellPublicOf(incident: Incident, { kind }: Fact): Promise<void> {
  const { inbox } = incident;
  if (kind === 'resolved' && inbox.resolution) {
    const says = 'it ends once the public has heard of it, or nobody says yes to that in time';
    inbox.deliveries.answer(inbox.resolution.messageId, { outcome: 'done', says });
    await publicHearsOfThisEnd(incident);
  }
  const { told, settled, approved, unknown } = incident.state.publicly ?? {};
  if (told === 'resolved' || settled === 'resolved') return;
  const first = approved ?? unknown;
  if (told === undefined && first === undefined) return;
  const goesOn =
    told === undefined ? `may still come to say "${first?.parameters?.status}"` : `goes on saying "${told}"`;
  const because = `the incident ends first, and the page ${goesOn}: change it there by hand`;
  incident.announce({ kind: 'public not told', status: 'resolved', forPhase: 'resolved', because });
}

/** The post-mortem goes to the channels that take files; a restricted one stays in the archive. */
function handOut(incident: Incident, ended: TimelineEntry): void {
  if (incident.profile.runbook.restricted) return;
  const notice = noticeOf(incident, 'update', ended, { text: 'The post-mortem' });
  incident.outbox.send({ ...notice, entryId: `${ended.id}-post-mortem`, file: 'post-mortem' });
}

/** A temporary change that nobody took back is said, however the incident ends. */
function sayWhatStays(incident: Incident): void {
  const said = incident.timeline.flatMap(({ fact }) => (fact.kind === 'change stays' ? [fact.plan] : []));
  for (const { plan, temporary } of incident.state.inEffect) {
    if (!temporary || said.includes(plan)) continue;
    incident.announce({ kind: 'change stays', plan, because: 'the incident ended before it was taken back' });
  }
}
