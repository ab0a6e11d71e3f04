import type { SignalDefinition } from '@temporalio/common';
import type { Message } from '../../workflows/contract/messages.ts';
import { findIncident } from './incidents/find.ts';
import { receiptText, send } from './incidents/send.ts';
import type { Session } from './session.ts';

/** Finds the open incident, sends it a person's message and prints what it answers. @throws CommandFailure */
export async function act<M extends Message>(
  session: Session,
  id: string | undefined,
  signal: SignalDefinition<[M]>,
  message: Omit<M, 'id' | 'by'>,
  as: string | undefined,
): Promise<void> {
  const incident = await findIncident(session, id, 'open');
  const receipt = await send(session, incident, signal, message, as ?? session.config.login);
  session.screen.print(receipt, () => receiptText(receipt));
}
