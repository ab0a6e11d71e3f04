import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { defaultPayloadConverter, type SignalDefinition } from '@temporalio/common';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import type { temporal } from '@temporalio/proto';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { readKey } from '../../client/keys/key-folder.ts';
import { publicKeyOf } from '../../client/keys/private-key.ts';
import { signDecision } from '../../client/keys/sign.ts';
import { until } from '../../servers/process.ts';
import type { ChannelProfile } from '../../workflows/contract/channels.ts';
import type { IncidentRecord, IncidentView, RunResult } from '../../workflows/contract/incident.ts';
import { incidentName } from '../../workflows/contract/keys.ts';
import {
  approveSignal,
  type DecisionMessage,
  incidentQuery,
  type Message,
  timelineQuery,
} from '../../workflows/contract/messages.ts';
import type { Notice } from '../../workflows/contract/notices.ts';
import type { Fact, TimelineEntry } from '../../workflows/contract/timeline.ts';
import { type KnownKeys, unapprovedEffects } from './approved-effects.ts';
import type { LiveStack } from './live-stack.ts';
import { replays } from './replay.ts';

Runtime.install({ logger: new DefaultLogger('WARN') });

type History = temporal.api.history.v1.IHistory;
type FactOf<Kind extends Fact['kind']> = Extract<Fact, { kind: Kind }>;

/** One incident on the real stack, seen from outside. */
export class LiveIncident {
  readonly workflowId: string;
  readonly keyId: string;
  readonly name: string;
  readonly live: LiveStack;

  constructor(live: LiveStack, workflowId: string, keyId: string) {
    this.live = live;
    this.workflowId = workflowId;
    this.keyId = keyId;
    this.name = incidentName(keyId);
  }

  /** Of its latest run. */
  get handle(): WorkflowHandle {
    return this.live.stack.client.workflow.getHandle(this.workflowId);
  }

  view(): Promise<IncidentView> {
    return this.handle.query(incidentQuery);
  }

  timeline(): Promise<TimelineEntry[]> {
    return this.handle.query(timelineQuery);
  }

  async facts<Kind extends Fact['kind']>(kind: Kind): Promise<FactOf<Kind>[]> {
    return (await this.timeline())
      .map(({ fact }) => fact)
      .filter((fact) => fact.kind === kind) as FactOf<Kind>[];
  }

  /** What the channel said of it. */
  async notices(): Promise<Notice[]> {
    return (await this.live.notices()).filter(({ keyId }) => keyId === this.keyId);
  }

  /** Waits until the channel has said it so many times. */
  async says(what: RegExp, { times = 1, within = 30_000 } = {}): Promise<Notice> {
    let said: Notice[] = [];
    try {
      await until(
        async () => {
          said = await this.notices();
          return said.filter(({ text }) => what.test(text)).length >= times;
        },
        { deadlineMs: within },
      );
    } catch {
      const lines = said.map(({ kind, text }) => `${kind}: ${text}`).join('\n');
      assert.fail(
        `the channel does not say ${what} within ${within} ms, but\n${lines}\n${this.live.workerLog()}`,
      );
    }
    return said.filter(({ text }) => what.test(text))[times - 1] as Notice;
  }

  /** Alice's signed approval of the plan that waits, to be sent when the test likes. */
  async signedApproval(): Promise<DecisionMessage> {
    const { pending, keyId } = await this.view();
    const key = await readKey(this.live.stack.keysDir, 'alice');
    assert.ok(pending && key, 'a plan waits, and alice has a key');
    const { plan, hash, at, signature } = signDecision(key, {
      incident: keyId,
      plan: pending.id,
      hash: pending.hash,
      decision: 'approve',
      actor: 'alice',
      door: 'cli',
      at: new Date().toISOString(),
    });
    return { plan, hash, at, signature, by: { name: 'alice', door: 'cli' } };
  }

  /** Alice approves the plan that waits. */
  async approve(): Promise<void> {
    await this.handle.signal(approveSignal, await this.signedApproval());
  }

  /** Alice sends a message. */
  async send<T extends Message>(
    signal: SignalDefinition<[T]>,
    message: Omit<T, keyof Message>,
  ): Promise<void> {
    const whole = { ...message, id: randomUUID(), by: { name: 'alice', door: 'cli' } };
    await this.handle.signal(signal, whole as unknown as T);
  }

  /** Starts it over by Temporal's Reset, as of its first task. */
  async resetToFirstTask(): Promise<void> {
    const { workflowService } = this.live.stack.client;
    const { runId } = await this.handle.describe();
    const { events } = await this.handle.fetchHistory();
    const first = events?.find(({ workflowTaskCompletedEventAttributes: completed }) => completed);
    await workflowService.resetWorkflowExecution({
      namespace: this.live.stack.temporal.namespace,
      workflowExecution: { workflowId: this.workflowId, runId },
      workflowTaskFinishEventId: first?.eventId,
      requestId: randomUUID(),
      reason: 'a test',
    });
  }

  /** Attempts that the activity needed, by the history; of the last that was scheduled. */
  async attemptsOf(activity: string): Promise<number | undefined> {
    const { events = [] } = (await this.handle.fetchHistory()) as History;
    const scheduled = events?.findLast(
      (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === activity,
    );
    const started = events
      ?.map((event) => event.activityTaskStartedEventAttributes)
      .find((attributes) => `${attributes?.scheduledEventId}` === `${scheduled?.eventId}`);
    return started?.attempt ?? undefined;
  }

  /** Whether the completion of the activity that was last scheduled under that name is on record. */
  async hasCompleted(activity: string): Promise<boolean> {
    return (await this.sinceCompletionOf(activity)) !== undefined;
  }

  /** Whether the workflow has done anything since. */
  async hasGoneOnSince(activity: string): Promise<boolean> {
    const since = await this.sinceCompletionOf(activity);
    return since?.some((event) => event.workflowTaskCompletedEventAttributes) ?? false;
  }

  private async sinceCompletionOf(
    activity: string,
  ): Promise<temporal.api.history.v1.IHistoryEvent[] | undefined> {
    const events = ((await this.handle.fetchHistory()) as History).events ?? [];
    const scheduled = events.findLast(
      (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === activity,
    );
    const completed = events.findIndex(
      (event) =>
        scheduled !== undefined &&
        `${event.activityTaskCompletedEventAttributes?.scheduledEventId}` === `${scheduled.eventId}`,
    );
    return completed < 0 ? undefined : events.slice(completed + 1);
  }

  /** Waits for its end; fails unless it is resolved. */
  async resolves(within = 60_000): Promise<RunResult> {
    await this.says(/^Resolved as/, { within });
    await until(async () => (await this.handle.describe()).status.name === 'COMPLETED', {
      deadlineMs: 60_000,
    });
    const result: RunResult = await this.handle.result();
    assert.equal(result.end === 'closed' && result.phase, 'resolved', result.says);
    return result;
  }

  archived(file: 'record.json' | 'history.json' | 'post-mortem.md'): Promise<string> {
    return readFile(
      path.join(this.live.stack.archiveDir, `${this.name}-${this.keyId.slice(0, 8)}`, file),
      'utf8',
    );
  }

  async record(): Promise<IncidentRecord> {
    return JSON.parse(await this.archived('record.json'));
  }

  /** Its latest run replays on the current code, and so does the history that the archive keeps; alice approved every effect, or the gateway vouches for who did. */
  async replays(): Promise<void> {
    await replays(await this.handle.fetchHistory(), this.workflowId);
    const kept: History = historyFromJSON(JSON.parse(await this.archived('history.json')));
    await replays(kept, this.workflowId);
    const { keysDir } = this.live.stack;
    const [alice, gateway] = [await readKey(keysDir, 'alice'), await readKey(keysDir, 'gateway')];
    const [person, door] = [alice, gateway].map((key) => publicKeyOf(key ?? ''));
    const known: KnownKeys = {
      keys: () => ({ people: new Map([['alice', [person ?? '']]]), gateways: [door ?? ''] }),
    };
    assert.deepEqual(unapprovedEffects([kept], known), [], 'every effect was approved before');
  }

  /** The channel has everything the run told, each entry once, and no page's words twice. */
  async assertToldOnce(): Promise<void> {
    const said = await this.notices();
    assertDistinct(said.map(({ keyId, entryId }) => `${keyId} ${entryId}`));
    assertDistinct(said.filter(({ kind }) => kind === 'page').map(({ text }) => text));
    const told = noticesIn(await this.handle.fetchHistory());
    const entries = new Set(said.map(({ entryId }) => entryId));
    const lost = told.filter(({ entryId }) => !entries.has(entryId));
    assert.deepEqual(lost, [], 'told by the run, but not on the channel');
    assert.ok(told.some(({ kind }) => kind === 'page') && told.some(({ kind }) => kind === 'resolved'));
  }
}

function assertDistinct(values: string[]): void {
  const twice = values.filter((value, i) => values.indexOf(value) !== i);
  assert.deepEqual(twice, [], 'said twice');
}

function noticesIn({ events }: History): Notice[] {
  return (events ?? []).flatMap(({ activityTaskScheduledEventAttributes: scheduled }) => {
    const [payload] = scheduled?.input?.payloads ?? [];
    if (scheduled?.activityType?.name !== 'say' || !payload) return [];
    const said = defaultPayloadConverter.fromPayload<{ channel: ChannelProfile; notices: Notice[] }>(payload);
    return said.channel.kind === 'log' ? said.notices : [];
  });
}
