import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { until } from '../../servers/process.ts';
import { type DatabaseScene, databaseScene } from '../database-scene.ts';
import type { Scenario } from '../scenario.ts';

/** Longer than the demo catalogue's `longerThan`: sessions must have sat idle before they count as idle. */
const idleBeforeTheAlert = 6_000;

/** A bug leaks connections until none is left. */
export const database: Scenario<DatabaseScene> = {
  scene: databaseScene(),
  catalogue: fileURLToPath(new URL('../../systems', import.meta.url)),
  alert: new URL('../alert.json', import.meta.url),
  async breakShop({ shopUrl }, say, signal) {
    const answer = await fetch(`${shopUrl}/leak`, { method: 'POST' });
    const { leaked } = (await answer.json()) as { leaked: number };
    await until(async () => (await fetch(`${shopUrl}/health`)).status === 503, { deadlineMs: 10_000 });
    say(`Its bug leaks connections: ${leaked} idle sessions hold every slot; GET /health → 503`);
    const since = new Date();
    await delay(idleBeforeTheAlert, undefined, { signal });
    return since;
  },
  byHand: ({ shopUrl }) => ({
    breaks: `Break the shop, wait 6 s, and fire its alert:
  curl -X POST ${shopUrl}/leak`,
    runbook: 'databaseIssues',
    input: '{ "system": "demo", "summary": "the shop answers 503" }',
  }),
};
