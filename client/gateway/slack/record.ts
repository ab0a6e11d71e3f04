import { type Client, type SignalDefinition, WorkflowNotFoundError } from '@temporalio/client';
import type { Catalogue } from '../../../systems/catalogue.ts';
import {
  acknowledgeSignal,
  assignSignal,
  changeSeveritySignal,
  type Message,
  noteSignal,
} from '../../../workflows/contract/messages.ts';
import type { SlackPlace } from '../../../workflows/contract/people.ts';
import type { SlackButton } from '../../../workflows/contract/slack.ts';
import type { NoteKind } from '../../../workflows/contract/timeline.ts';
import { vouchedDecision } from '../../incidents/vouched-decision.ts';
import { withinDeadline } from '../../temporal.ts';
import { nameOf } from './person.ts';

/** ms; Slack waits for 3 s in all. */
const callDeadline = 2_000;

export interface RecordParts {
  client: Client;
  catalogue: Catalogue;
  gatewayKey?: string;
  /** Epoch ms. */
  clock: () => number;
}

/** What somebody wants of an incident. */
export type Said =
  | { verb: 'acknowledge' }
  | { verb: 'approve' | 'reject'; reason?: string }
  | { verb: 'assign'; to: string }
  | { verb: 'severity'; severity: string; reason: string }
  | { verb: 'note'; text: string; kind?: NoteKind };

/** Who wants it, and the id under which it counts once. */
export interface By {
  place: SlackPlace;
  id: string;
}

/**
 * Puts what somebody clicked or wrote on Temporal's record; false if its incident has ended.
 * @throws like `withinDeadline`
 */
export async function record(parts: RecordParts, by: By, button: SlackButton, said: Said): Promise<boolean> {
  const { client, catalogue } = parts;
  const { keyId, workflowId, system } = button;
  const name = nameOf(catalogue, system, by.place);
  const from = { id: by.id, incident: keyId, by: { name, door: 'slack', slack: by.place } } as const;
  const [signal, message] = signalOf(parts, from, button, said);
  try {
    await withinDeadline(client, callDeadline, () =>
      client.workflow.getHandle(workflowId).signal(signal, message),
    );
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

type From = Required<Pick<Message, 'id' | 'incident'>> & {
  by: { name: string; door: 'slack'; slack: SlackPlace };
};
type Signalled = [SignalDefinition<[Message]>, Message];

function signalOf(parts: RecordParts, from: From, button: SlackButton, said: Said): Signalled {
  switch (said.verb) {
    case 'acknowledge':
      return [acknowledgeSignal, from];
    case 'assign':
      return of(assignSignal, { ...from, to: said.to });
    case 'severity':
      return of(changeSeveritySignal, { ...from, severity: said.severity, reason: said.reason });
    case 'note':
      return of(noteSignal, { ...from, text: said.text, ...(said.kind ? { kind: said.kind } : {}) });
    default:
      return decision(parts, from, button, said);
  }
}

function decision(
  { gatewayKey, clock }: RecordParts,
  from: From,
  { plan }: SlackButton,
  { verb, reason }: Extract<Said, { verb: 'approve' | 'reject' }>,
): Signalled {
  const { user, team } = from.by.slack;
  const { id = 0, hash = '' } = plan ?? {};
  const [signal, message] = vouchedDecision(
    { gatewayKey, now: clock() },
    {
      incident: from.incident,
      plan: id,
      hash,
      decision: verb,
      actor: from.by.name,
      door: 'slack',
      slack: { user, team },
      ...(reason ? { reason } : {}),
    },
  );
  return of(signal, { ...from, ...message });
}

function of<M extends Message>(signal: SignalDefinition<[M]>, message: M): Signalled {
  return [signal as unknown as SignalDefinition<[Message]>, message];
}
