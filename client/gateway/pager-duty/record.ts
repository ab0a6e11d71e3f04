import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { Catalogue } from '../../../systems/catalogue.ts';
import { acknowledgeSignal, noteSignal } from '../../../workflows/contract/messages.ts';
import { withinDeadline } from '../../temporal.ts';
import type { PagerDutyMessage } from './message.ts';
import type { AskPagerDuty } from './rest.ts';

/** ms; PagerDuty waits for 5 s. */
const callDeadline = 2_000;

type Recorded = PagerDutyMessage & {
  /** Of the delivery: the same one counts once. */
  id: string;
  workflowId: string;
  keyId: string;
  user?: { id: string; name: string };
};

/** Puts what a person did at PagerDuty on its incident's record. @throws like `withinDeadline` */
export async function recordMessage(
  { client, catalogue }: { client: Client; catalogue: Catalogue },
  recorded: Recorded,
  ask: AskPagerDuty | undefined,
): Promise<{ workflowId: string; recorded: boolean }> {
  const { id, workflowId, keyId, user } = recorded;
  const name = user ? await nameOf(user, systemOf(workflowId), catalogue, ask) : 'PagerDuty';
  const message = { id, incident: keyId, by: { name, door: 'pagerduty' } } as const;
  const handle = client.workflow.getHandle(workflowId);
  try {
    await withinDeadline(client, callDeadline, () =>
      recorded.verb === 'acknowledge'
        ? handle.signal(acknowledgeSignal, message)
        : handle.signal(noteSignal, { ...message, text: recorded.text }),
    );
    return { workflowId, recorded: true };
  } catch (error) {
    // It is over here, and what happens there changes nothing any more.
    if (error instanceof WorkflowNotFoundError) return { workflowId, recorded: false };
    throw error;
  }
}

/** The person of the file with the user's address; anybody else is named so that nobody takes them for one of the file. */
async function nameOf(
  user: NonNullable<Recorded['user']>,
  system: string,
  catalogue: Catalogue,
  ask: AskPagerDuty | undefined,
): Promise<string> {
  const email = (await ask?.email(user.id))?.toLowerCase();
  const stranger = `PagerDuty: ${user.name.replace(/\s+/g, ' ').slice(0, 80)}`;
  if (!email) return stranger;
  try {
    const { people } = catalogue.file(system);
    const known = Object.entries(people).find(([, person]) => person.email?.toLowerCase() === email);
    return known?.[0] ?? stranger;
  } catch {
    return stranger;
  }
}

function systemOf(workflowId: string): string {
  return workflowId.split(':')[1] ?? '';
}
