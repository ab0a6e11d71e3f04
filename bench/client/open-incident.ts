import { setTimeout as delay } from 'node:timers/promises';
import type { Places } from '../arena.ts';
import type { RunId } from './await-events.ts';
import { post } from './post.ts';

/** Sends a message of one alert until it is on record, as senders do, and answers the run that it is in. */
export async function openIncident({ gateway, hookToken }: Places, message: object): Promise<RunId> {
  const url = `${gateway}/hooks/alertmanager`;
  const body = JSON.stringify(message);
  for (let tries = 1; ; tries += 1) {
    const { status, text } = await post(url, hookToken, body);
    if (status === 202) {
      const [opened] = (JSON.parse(text) as { incidents: RunId[] }).incidents;
      if (!opened?.workflowId) throw new Error(`${url} named no incident: ${text}`);
      return { workflowId: opened.workflowId, ...(opened.runId ? { runId: opened.runId } : {}) };
    }
    if (status !== 503 || tries === 20) throw new Error(`${url} answered ${status}: ${text}`);
    await delay(500);
  }
}
