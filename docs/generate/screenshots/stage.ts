import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { postAlert, shopAlert } from '../../../demo/alert.ts';
import type { DatabaseScene } from '../../../demo/database-scene.ts';
import type { Stack } from '../../../demo/stack.ts';
import { until } from '../../../servers/process.ts';
import { mayday } from '../../../test/harness/mayday-command.ts';
import type { IncidentView } from '../../../workflows/contract/incident.ts';
import { incidentQuery } from '../../../workflows/contract/messages.ts';

export type Shop = Stack & DatabaseScene;

/** The real command line, as alice; answers what it printed. @throws Error with what it said */
export async function alice(stack: Shop, ...words: string[]): Promise<string> {
  const said = await mayday(words, {
    TEMPORAL_ADDRESS: stack.temporal.address,
    MAYDAY_KEYS_DIR: stack.keysDir,
    MAYDAY_BOARD_URL: stack.gatewayUrl,
    MAYDAY_AS: 'alice',
  });
  if (said.code !== 0) throw new Error(`mayday ${words.join(' ')}: ${said.out}${said.err}`);
  return said.out;
}

/** Breaks the shop, and sends its alert; answers the incident when its plan waits. */
export async function breaks(stack: Shop): Promise<{ workflowId: string; name: string }> {
  await fetch(`${stack.shopUrl}/leak`, { method: 'POST' });
  // Until sessions count as idle.
  await delay(6_500);
  const alert = await shopAlert('firing', new Date());
  const { workflowId } = await postAlert(stack.gatewayUrl, stack.hookToken, alert);
  const handle = stack.client.workflow.getHandle(workflowId);
  let name = '';
  await until(
    async () => {
      const view: IncidentView = await handle.query(incidentQuery);
      name = view.incident;
      return view.pending !== undefined;
    },
    { deadlineMs: 30_000 },
  );
  return { workflowId, name };
}

/** Alice approves the plan that waits, and the incident goes its way to the end. */
export async function approvedToTheEnd(stack: Shop, name: string, workflowId: string): Promise<void> {
  const handle = stack.client.workflow.getHandle(workflowId);
  const { pending }: IncidentView = await handle.query(incidentQuery);
  await alice(stack, 'approve', name, '--plan', `${pending?.id}`);
  await handle.result();
}

/** Opens an incident that people work on; answers its name. */
export async function opens(stack: Shop, ...options: string[]): Promise<string> {
  const said = await alice(stack, 'start', 'generalIncident', ...options);
  return /INC-\w{6}/.exec(said)?.[0] ?? '';
}

/** Signs in by a link from the terminal. */
export async function signsIn(stack: Shop, page: Page): Promise<void> {
  await page.goto((await alice(stack, 'sign-in')).trim());
  await page.getByRole('button', { name: 'Sign in as alice' }).click();
  await page.waitForURL(/\/board$/);
}
