import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { Catalogue } from '../../../systems/catalogue.ts';
import { acknowledgeSignal, approveSignal, rejectSignal } from '../../../workflows/contract/messages.ts';
import type { SlackPlace } from '../../../workflows/contract/people.ts';
import type { Decision } from '../../../workflows/contract/plans.ts';
import type { SlackButton } from '../../../workflows/contract/slack.ts';
import { signDecision } from '../../keys/sign.ts';
import { withinDeadline } from '../../temporal.ts';
import type { Interaction } from './interaction.ts';

/** ms; Slack waits for 3 s in all. */
const callDeadline = 2_000;

export interface RecordParts {
  client: Client;
  catalogue: Catalogue;
  gatewayKey?: string;
  /** Epoch ms. */
  clock: () => number;
}

/**
 * Puts a click on Temporal's record; false if its incident has ended.
 * @throws like `withinDeadline`
 */
export async function record(
  { client, catalogue, gatewayKey, clock }: RecordParts,
  { action, place, id, reason }: Interaction,
  button: SlackButton,
): Promise<boolean> {
  const { keyId, workflowId, system, plan } = button;
  const name = nameOf(catalogue, system, place);
  const handle = client.workflow.getHandle(workflowId);
  const message = { id, incident: keyId, by: { name, door: 'slack', slack: place } } as const;
  const send = async () => {
    if (action === 'acknowledge' || !plan) return handle.signal(acknowledgeSignal, message);
    const decision: Decision = {
      incident: keyId,
      plan: plan.id,
      hash: plan.hash,
      decision: action === 'approve' ? 'approve' : 'reject',
      actor: name,
      door: 'slack',
      slack: { user: place.user, team: place.team },
      at: new Date(clock()).toISOString(),
      ...(reason ? { reason } : {}),
    };
    const { at, signature } = gatewayKey ? signDecision(gatewayKey, decision) : decision;
    const signal = action === 'approve' ? approveSignal : rejectSignal;
    return handle.signal(signal, { ...message, plan: plan.id, hash: plan.hash, at, reason, signature });
  };
  try {
    await withinDeadline(client, callDeadline, send);
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

/** By the ids of member and workspace, never by a display name; a stranger is named by those ids. */
function nameOf(catalogue: Catalogue, system: string, { user, team }: SlackPlace): string {
  try {
    const people = [...catalogue.people(system).values()];
    const known = people.find(({ slack }) => slack?.user === user && slack.team === team);
    if (known) return known.name;
  } catch {
    // The worker judges by its own catalogue; that the click happened must not depend on ours.
  }
  return `slack:${team}/${user}`;
}
