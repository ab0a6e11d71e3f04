import { setTimeout as delay } from 'node:timers/promises';
import { forPeople } from '../activities/notify/log-channel.ts';
import type { RunResult } from '../workflows/contract/incident.ts';
import { postAlert, shopAlert } from './alert.ts';
import { askPerson, decide } from './approval.ts';
import { follow } from './channel.ts';
import type { Scenario } from './scenario.ts';
import type { Scene, Stack } from './stack.ts';

export interface StoryOptions {
  /** Approve without asking, recorded as such. */
  yes: boolean;
  say: (line: string) => void;
  signal: AbortSignal;
}

/** Breaks the shop, sends the alert, and tells the incident until its end; true if the shop is well again. */
export async function tellStory<S extends Scene>(
  { breakShop, alert }: Scenario<S>,
  stack: Stack & S,
  { yes, say, signal }: StoryOptions,
): Promise<boolean> {
  const { shopUrl, client } = stack;
  say(`\nThe shop is well: GET ${shopUrl}/health → ${await health(shopUrl)}`);
  const since = await breakShop(stack, say, signal);

  const firing = await shopAlert('firing', since, alert);
  const { workflowId } = await postAlert(stack.gatewayUrl, stack.hookToken, firing);
  say(`The alert is posted to ${stack.gatewayUrl}/hooks/alertmanager and opens ${workflowId}\n`);
  const handle = client.workflow.getHandle(workflowId);
  const { runId: keyId } = await handle.describe();

  const told = new AbortController();
  const telling = tell(keyId);
  const result: RunResult = await Promise.race([handle.result(), interrupted(signal)]);
  await delay(300);
  told.abort();
  await telling;

  const now = await health(shopUrl);
  say(`\n${result.says}`.replaceAll('. Post-mortem: ', '\nPost-mortem: '));
  say(`The shop now: GET ${shopUrl}/health → ${now}`);
  return result.end === 'closed' && result.phase === 'resolved' && now === 200;

  async function tell(key: string): Promise<void> {
    for await (const notice of follow(stack.channelLog, key, AbortSignal.any([told.signal, signal]))) {
      say(forPeople(notice).trimEnd());
      if (notice.kind === 'ask') await answer();
      if (notice.text.startsWith('Watching')) {
        await postAlert(stack.gatewayUrl, stack.hookToken, await shopAlert('resolved', since, alert));
      }
    }
  }

  async function answer(): Promise<void> {
    if (yes) {
      const reason = 'approved by --yes; no person looked at it';
      await decide(client, workflowId, stack.keysDir, { decision: 'approve', door: 'demo --yes', reason });
      return;
    }
    const approved = await askPerson('\nApprove it as alice? [y/N] ', AbortSignal.any([told.signal, signal]));
    if (approved === undefined)
      say('Nobody is at the terminal to ask: the plan waits and expires. Try --yes.');
    else if (approved) await decide(client, workflowId, stack.keysDir, { decision: 'approve', door: 'cli' });
    else {
      await decide(client, workflowId, stack.keysDir, {
        decision: 'reject',
        door: 'cli',
        reason: 'said no in the demo',
      });
    }
  }
}

async function health(shopUrl: string): Promise<number> {
  return (await fetch(`${shopUrl}/health`)).status;
}

function interrupted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
  );
}
