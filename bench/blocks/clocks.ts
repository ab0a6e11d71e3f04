import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { temporal } from '@temporalio/proto';
import pMap from 'p-map';
import { until } from '../../servers/process.ts';
import { type Arena, startArena } from '../arena.ts';
import { bareQueue } from '../bare/queue.ts';
import { post } from '../client/post.ts';
import type { Profile } from '../measure.ts';
import { alertmanagerMessage } from '../messages.ts';

type Event = temporal.api.history.v1.IHistoryEvent;

export interface Clocks {
  profile: Profile;
  batches: number;
  inBatch: number;
  /** ms from one batch to the next; each has so much less time, so that all are due together. */
  everyMs: number;
  /** ms that the last batch has until its clocks are due. */
  leadMs: number;
}

/** ms by which each clock was late: from the instant it promised until the activity that it leads to runs. */
export interface Late {
  ms: number[];
  /** ms between the first and the last instant that was promised. */
  spread: number;
}

/** Response targets of incidents, whose next step is paged when they pass. */
export async function incidentClocks(clocks: Clocks): Promise<Late> {
  const folder = await mkdtemp(path.join(tmpdir(), 'mayday-bench-'));
  const catalogue = await catalogueOf(folder, clocks);
  const { batches, inBatch, profile } = clocks;
  const arena = await startArena({
    profile,
    mayday: { catalogue, environment: { MAYDAY_CACHED_WORKFLOWS: `${batches * inBatch + 100}` } },
  });
  try {
    const ids = await inBatches(clocks, async (batch, number) => {
      const message = alertmanagerMessage(`${batch}-${number}`, 1) as { alerts: { labels: object }[] };
      for (const alert of message.alerts) alert.labels = { ...alert.labels, batch: `b${batch}` };
      const { gateway, hookToken } = arena.places;
      const send = () => post(`${gateway}/hooks/alertmanager`, hookToken, JSON.stringify(message));
      let answer = await send();
      // Again where it was not recorded in time, as senders do; it is the same incident then.
      for (let tries = 1; answer.status === 503 && tries < 20; tries += 1) answer = await send();
      if (answer.status !== 202) throw new Error(`The gateway answered ${answer.status}: ${answer.text}`);
      return (
        (JSON.parse(answer.text) as { incidents: { workflowId: string }[] }).incidents[0]?.workflowId ?? ''
      );
    });
    await over(arena, clocks);
    return await lateness(arena, ids, (events, batch) => {
      const due = timeOf(events[0]) + responseMs(clocks, batch);
      const paged = events.find(
        (event) =>
          timeOf(event) >= due &&
          event.activityTaskScheduledEventAttributes?.input?.payloads?.some((payload) =>
            Buffer.from(payload.data ?? []).includes('"kind":"page"'),
          ),
      );
      return { due, scheduled: paged };
    });
  } finally {
    await arena.end();
    await rm(folder, { recursive: true, force: true });
  }
}

/** As many bare timers, each followed by an activity. */
export async function bareClocks(clocks: Clocks): Promise<Late> {
  const { batches, inBatch, profile } = clocks;
  const environment = { BARE_CACHED_WORKFLOWS: `${batches * inBatch + 100}` };
  const arena = await startArena({ profile, bare: { worker: true, environment } });
  try {
    const dues = new Map<number, number>();
    const ids = await inBatches(clocks, async (batch, number) => {
      const due = dues.get(batch) ?? Date.now() + responseMs(clocks, batch);
      dues.set(batch, due);
      const workflowId = `clock:${batch}-${number}`;
      await arena.temporalClient.workflow.start('clock', { taskQueue: bareQueue, workflowId, args: [due] });
      return workflowId;
    });
    await over(arena, clocks);
    return await lateness(arena, ids, (events, batch) => ({
      due: dues.get(batch) ?? 0,
      scheduled: events.find((event) => event.activityTaskScheduledEventAttributes),
    }));
  } finally {
    await arena.end();
  }
}

function responseMs({ batches, everyMs, leadMs }: Clocks, batch: number): number {
  return leadMs + (batches - 1 - batch) * everyMs;
}

async function inBatches(
  { batches, inBatch, everyMs }: Clocks,
  open: (batch: number, number: number) => Promise<string>,
): Promise<{ batch: number; workflowId: string }[]> {
  const began = Date.now();
  const opened: { batch: number; workflowId: string }[] = [];
  for (let batch = 0; batch < batches; batch += 1) {
    await delay(Math.max(0, began + batch * everyMs - Date.now()));
    const numbers = Array.from({ length: inBatch }, (_, number) => number);
    const ids = await pMap(numbers, (number) => open(batch, number), { concurrency: 16 });
    opened.push(...ids.map((workflowId) => ({ batch, workflowId })));
  }
  return opened;
}

async function over(arena: Arena, { leadMs }: Clocks): Promise<void> {
  await delay(leadMs + 1_000);
  await arena.settle();
}

async function lateness(
  arena: Arena,
  ids: readonly { batch: number; workflowId: string }[],
  read: (events: Event[], batch: number) => { due: number; scheduled: Event | undefined },
): Promise<Late> {
  const found = await pMap(
    ids,
    async ({ batch, workflowId }) => {
      const handle = arena.temporalClient.workflow.getHandle(workflowId);
      let due = 0;
      let started: Event | undefined;
      await until(
        async () => {
          const { events = [] } = await handle.fetchHistory();
          const led = read(events ?? [], batch);
          due = led.due;
          started = events?.find(
            ({ activityTaskStartedEventAttributes: attributes }) =>
              led.scheduled && `${attributes?.scheduledEventId}` === `${led.scheduled.eventId}`,
          );
          return started !== undefined;
        },
        { deadlineMs: 180_000, everyMs: 2_000 },
      );
      return { due, ms: timeOf(started) - due };
    },
    { concurrency: 8 },
  );
  const dues = found.map(({ due }) => due);
  return { ms: found.map(({ ms }) => ms), spread: Math.max(...dues) - Math.min(...dues) };
}

/** Epoch ms. */
function timeOf(event: Event | undefined): number {
  return Number(event?.eventTime?.seconds ?? 0) * 1_000 + Number(event?.eventTime?.nanos ?? 0) / 1e6;
}

/** A system for each batch, with its own response target. */
async function catalogueOf(folder: string, clocks: Clocks): Promise<string> {
  const systems = path.join(folder, 'systems');
  await mkdir(systems, { recursive: true });
  for (let batch = 0; batch < clocks.batches; batch += 1) {
    const response = `${responseMs(clocks, batch) / 1_000}s`;
    await writeFile(path.join(systems, `clock-${batch}.yaml`), fileOf(batch, response));
  }
  return systems;
}

function fileOf(batch: number, response: string): string {
  return `system: clock-${batch}
title: Clocks of batch ${batch}
people:
  alice: { publicKey: "\${DEMO_ALICE_PUBLIC_KEY}" }
  bob: { publicKey: "\${DEMO_BOB_PUBLIC_KEY}" }
roles: { on-call: [alice], lead: [bob] }
ladder: { response: [on-call, lead] }
policy: { approvers: [on-call] }
severities:
  P1: { response: ${response}, resolution: 24h, updates: 4h }
routes:
  - match: { batch: b${batch} }
    runbook: generalIncident
    severity: P1
`;
}
