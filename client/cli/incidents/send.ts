import { randomUUID } from 'node:crypto';
import { type SignalDefinition, WorkflowNotFoundError } from '@temporalio/common';
import { hashOf } from '../../../workflows/contract/keys.ts';
import { type Answer, answerUpdate, type Message } from '../../../workflows/contract/messages.ts';
import type { Temporal } from '../../temporal.ts';
import { failure } from '../failure.ts';
import type { Session } from '../session.ts';
import { isSilence } from './ask.ts';
import type { ListedIncident } from './listed.ts';

const deadline = 5_000;

/** Whom a message is for. */
export type Addressee = Pick<ListedIncident, 'incident' | 'keyId' | 'workflowId'>;

/** What the server recorded, and what the incident said to it if it did within 5 s. */
export interface Receipt {
  incident: string;
  message: string;
  answer: Answer | null;
}

/**
 * Sends a person's message as a signal, which counts with no worker alive, and asks what became of it.
 * @throws CommandFailure if the incident is closed or refuses
 */
export async function send<M extends Message>(
  session: Session,
  incident: Addressee,
  signal: SignalDefinition<[M]>,
  message: Omit<M, 'id' | 'by'>,
  person: string,
): Promise<Receipt> {
  const temporal = await session.temporal();
  const id = hashOf({ verb: signal.name, person, incident: incident.keyId, message, once: randomUUID() });
  const by = { name: person, door: 'cli' as const };
  await record(temporal, incident, signal, { ...message, id, by } as unknown as M);
  const answer = await answerTo(temporal, incident, id);
  if (answer?.outcome === 'refused') throw failure(answer.says);
  return { incident: incident.incident, message: id, answer };
}

/** A receipt for people. */
export function receiptText({ incident, answer }: Receipt): string {
  if (!answer) return `${incident}: recorded; nobody answers yet (is a worker running?)`;
  if (answer.outcome === 'unknown') return `${incident}: recorded; no word yet on what became of it`;
  return `${incident}: ${answer.says}`;
}

async function record<M>(
  { client }: Temporal,
  { incident, workflowId }: Addressee,
  signal: SignalDefinition<[M]>,
  message: M,
): Promise<void> {
  try {
    await client.withDeadline(Date.now() + deadline, () =>
      client.workflow.getHandle(workflowId).signal(signal, message),
    );
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    throw failure(`${incident} has just closed: nothing was recorded.`);
  }
}

async function answerTo({ client }: Temporal, { workflowId }: Addressee, id: string): Promise<Answer | null> {
  try {
    return await client.withDeadline(Date.now() + deadline, () =>
      client.workflow.getHandle(workflowId).executeUpdate(answerUpdate, { args: [id] }),
    );
  } catch (error) {
    // The signal is on record whatever happens here; a resolve may close the run before it can be asked.
    if (isSilence(error)) return null;
    return { outcome: 'unknown', says: error instanceof Error ? error.message : String(error) };
  }
}
