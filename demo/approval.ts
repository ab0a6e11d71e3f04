import { createInterface } from 'node:readline/promises';
import type { Client } from '@temporalio/client';
import { readKey } from '../client/keys/key-folder.ts';
import { signDecision } from '../client/keys/sign.ts';
import type { IncidentView } from '../workflows/contract/incident.ts';
import { approveSignal, incidentQuery, rejectSignal } from '../workflows/contract/messages.ts';
import type { Door } from '../workflows/contract/people.ts';
import type { Decision } from '../workflows/contract/plans.ts';

/** Asks the person at the terminal; undefined when nobody is there to ask. */
export async function askPerson(question: string, signal: AbortSignal): Promise<boolean | undefined> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const gone = new Promise<undefined>((resolve) => terminal.once('close', () => resolve(undefined)));
    const answer = await Promise.race([terminal.question(question, { signal }), gone]);
    return answer === undefined ? undefined : /^y(es)?$/i.test(answer.trim());
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  } finally {
    terminal.close();
  }
}

/** Decides on the waiting plan in alice's name and with her key, as the `mayday` command does. */
export async function decide(
  client: Client,
  workflowId: string,
  keysDir: string,
  choice: { decision: Decision['decision']; door: Door; reason?: string },
): Promise<void> {
  const handle = client.workflow.getHandle(workflowId);
  const { keyId, pending }: IncidentView = await handle.query(incidentQuery);
  const key = await readKey(keysDir, 'alice');
  if (!pending || !key) return;
  const signed = signDecision(key, {
    incident: keyId,
    plan: pending.id,
    hash: pending.hash,
    actor: 'alice',
    at: new Date().toISOString(),
    ...choice,
  });
  const { plan, hash, at, reason, signature, door } = signed;
  const message = { plan, hash, at, signature, by: { name: 'alice', door } };
  if (choice.decision === 'approve') await handle.signal(approveSignal, { ...message, reason });
  else await handle.signal(rejectSignal, { ...message, reason });
}
