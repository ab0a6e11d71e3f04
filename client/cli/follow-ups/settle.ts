import type { SignalDefinition } from '@temporalio/common';
import type { Message } from '../../../workflows/contract/messages.ts';
import { receiptText, send } from '../incidents/send.ts';
import type { Session } from '../session.ts';
import { findFollowUps } from './listed.ts';

/** Finds the follow-ups of an incident, sends them a person's message and prints what they answer. @throws CommandFailure */
export async function settle<M extends Message>(
  session: Session,
  id: string | undefined,
  signal: SignalDefinition<[M]>,
  message: Omit<M, 'id' | 'by'>,
  as: string | undefined,
): Promise<void> {
  const followUps = await findFollowUps(session, id, 'open');
  const receipt = await send(session, followUps, signal, message, as ?? session.config.login);
  session.screen.print(receipt, () => receiptText(receipt));
}
