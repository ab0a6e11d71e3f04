import { randomBytes } from 'node:crypto';
import { WorkflowFailedError } from '@temporalio/client';
import type { RunbookInput } from '../../../workflows/contract/input.ts';
import { incidentIdPrefix, incidentName } from '../../../workflows/contract/keys.ts';
import { timelineQuery } from '../../../workflows/contract/messages.ts';
import { coordinationQueue } from '../../../workflows/contract/queues.ts';
import { sentence } from '../../../workflows/contract/sentences.ts';
import { startedAs } from '../../../workflows/contract/started-as.ts';
import type { Fact, TimelineEntry } from '../../../workflows/contract/timeline.ts';
import { failure } from '../../failure.ts';
import { ask, isSilence } from '../../incidents/ask.ts';
import { said } from '../../incidents/ended-at-once.ts';
import { entryText } from '../render/timeline.ts';
import type { Session } from '../session.ts';

/** ms; a plan may take 30 s to be made, and is most often made at once. */
const patience = 60_000;
const shown: readonly Fact['kind'][] = [
  'frozen',
  'checked',
  'severity suggested',
  'would page',
  'nobody left to page',
  'up to people',
  'rehearsed',
  'dry run over',
];

/** Runs a runbook dry and prints what it would have done. @throws CommandFailure with its sentence if it was refused */
export async function rehearse(
  session: Session,
  runbook: string,
  input: RunbookInput,
  person: string,
): Promise<void> {
  const temporal = await session.temporal();
  const { client } = temporal;
  const workflowId = `${incidentIdPrefix(input.system, runbook, 'dry-run')}${randomBytes(6).toString('hex')}`;
  const openedBy = { kind: 'person', name: person, door: 'cli', verified: false } as const;
  const started = await client.withDeadline(Date.now() + 5_000, () =>
    client.workflow.start(runbook, {
      workflowId,
      taskQueue: coordinationQueue,
      args: [{ ...input, mode: 'dry-run', openedBy }],
      ...startedAs({ ...input, runbook, mode: 'dry-run', by: person }),
    }),
  );
  const runId = started.firstExecutionRunId;
  const incident = incidentName(runId);
  try {
    await client.withDeadline(Date.now() + patience, () => started.result());
  } catch (error) {
    if (error instanceof WorkflowFailedError) throw failure(said(error));
    if (!isSilence(error)) throw error;
    throw failure(
      `${incident} is not over after ${patience / 1_000} s (is a worker running?): see "mayday timeline ${incident}".`,
    );
  }
  const entries = await ask(temporal, { workflowId, runId, open: false }, timelineQuery);
  if (!entries) throw failure(`${incident} is over and cannot be asked: see its record in the archive.`);
  const facts = entries.map(({ fact }) => fact);
  const rehearsals = facts.filter((fact) => fact.kind === 'rehearsed');
  const says = facts.filter((fact) => fact.kind === 'dry run over').map(sentence)[0] ?? '';
  session.screen.print({ incident, workflowId, says, rehearsals, timeline: entries }, (look) =>
    [
      ...entries.filter(({ fact }) => shown.includes(fact.kind)).map((entry) => entryText(entry, look)),
      ...hint(incident, entries),
    ].join('\n'),
  );
}

function hint(incident: string, entries: readonly TimelineEntry[]): string[] {
  const plan = entries.flatMap(({ fact }) => (fact.kind === 'rehearsed' && fact.plan ? fact.plan : []))[0];
  if (!plan) return [];
  return [
    `To ask for plan ${plan.id} in an open incident: mayday propose [id] --from ${incident} --plan ${plan.id}`,
  ];
}
