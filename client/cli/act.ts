import type { SignalDefinition } from '@temporalio/common';
import type { Message } from '../../workflows/contract/messages.ts';
import type { Addressee } from '../incidents/deliver.ts';
import { findIncident } from '../incidents/find.ts';
import { receiptText, send } from './incidents/send.ts';
import type { Session } from './session.ts';

/** Sends a person's message to the open incident, or to whom `find` finds, and prints the answer. @throws CommandFailure */
export async function act<M extends Message>(
  session: Session,
  id: string | undefined,
  signal: SignalDefinition<[M]>,
  message: Omit<M, 'id' | 'by'>,
  as: string | undefined,
  find: (session: Session, id: string | undefined) => Promise<Addressee> = findOpen,
): Promise<void> {
  const receipt = await send(session, await find(session, id), signal, message, as ?? session.config.login);
  session.screen.print(receipt, () => receiptText(receipt));
}

async function findOpen(session: Session, id: string | undefined): Promise<Addressee> {
  return await findIncident(session, id, 'open');
}
