import { randomUUID } from 'node:crypto';
import type { SignalDefinition } from '@temporalio/common';
import { hashOf } from '../../../workflows/contract/keys.ts';
import type { Answer, Message } from '../../../workflows/contract/messages.ts';
import { failure } from '../../failure.ts';
import { type Addressee, answerTo, deliver } from '../../incidents/deliver.ts';
import type { Session } from '../session.ts';

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
  await deliver(temporal, incident, signal, { ...message, id, by } as unknown as M);
  const answer = await answerTo(temporal, incident, id);
  if (answer?.outcome === 'refused') throw failure(answer.says);
  return { incident: incident.incident, message: id, answer };
}

/** A receipt for people. */
export function receiptText({ incident, answer }: Pick<Receipt, 'incident' | 'answer'>): string {
  if (!answer) return `${incident}: recorded; nobody answers yet (is a worker running?)`;
  if (answer.outcome === 'unknown') return `${incident}: recorded; no word yet on what became of it`;
  return `${incident}: ${answer.says}`;
}
