import { type SignalDefinition, WorkflowNotFoundError } from '@temporalio/common';
import { type Answer, answerUpdate, type Message } from '../../workflows/contract/messages.ts';
import { failure } from '../failure.ts';
import type { Temporal } from '../temporal.ts';
import { isSilence } from './ask.ts';
import type { ListedIncident } from './listed.ts';

/** Whom a message is for. */
export type Addressee = Pick<ListedIncident, 'incident' | 'keyId' | 'workflowId'>;

/**
 * Puts a person's message on record, which counts with no worker alive.
 * @throws CommandFailure if the incident has closed; Temporal's error if it does not take it within `deadline` ms
 */
export async function deliver<M extends Message>(
  { client }: Pick<Temporal, 'client'>,
  { incident, workflowId }: Pick<Addressee, 'incident' | 'workflowId'>,
  signal: SignalDefinition<[M]>,
  message: M,
  deadline = 5_000,
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

/** What became of the message with that id; null if nobody says so within `patience` ms. */
export async function answerTo(
  { client }: Pick<Temporal, 'client'>,
  { workflowId }: Pick<Addressee, 'workflowId'>,
  id: string,
  patience = 5_000,
): Promise<Answer | null> {
  try {
    return await client.withDeadline(Date.now() + patience, () =>
      client.workflow.getHandle(workflowId).executeUpdate(answerUpdate, { args: [id] }),
    );
  } catch (error) {
    // The signal is on record whatever happens here; a resolve may close the run before it can be asked.
    if (isSilence(error)) return null;
    return { outcome: 'unknown', says: error instanceof Error ? error.message : String(error) };
  }
}
