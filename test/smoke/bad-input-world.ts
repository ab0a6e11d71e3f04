import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { shopAlert } from '../../demo/alert.ts';
import { databaseScene } from '../../demo/database-scene.ts';
import { type Stack, startStack } from '../../demo/stack.ts';
import { until } from '../../servers/process.ts';
import { timelineQuery } from '../../workflows/contract/messages.ts';
import { coordinationQueue } from '../../workflows/contract/queues.ts';
import type { Fact, TimelineEntry } from '../../workflows/contract/timeline.ts';
import { mayday, type Said } from '../harness/mayday-command.ts';

/** Of Temporal's WorkflowTaskFailedCause. */
const unhandledCommand = 1;

/** A payload as its bytes go over the wire. */
export interface Raw {
  encoding: string;
  data: string;
  messageType?: string;
}

/** What the Temporal UI sends when somebody picks json/protobuf. */
export function fromTheUi(data: object): Raw {
  const messageType = 'temporal.api.common.v1.WorkflowExecution';
  return { encoding: 'json/protobuf', data: JSON.stringify(data), messageType };
}

export const malformed =
  'system: broken\nroutes:\n  - match: { alertname: BrokenDown\n runbook: databaseIssues\n';

/** The whole stack on a catalogue in which one of two files is malformed. */
export class BadInputWorld {
  readonly stack: Stack;
  readonly systems: string;
  private readonly stops: (() => Promise<unknown>)[];

  private constructor(stack: Stack, systems: string, stops: (() => Promise<unknown>)[]) {
    this.stack = stack;
    this.systems = systems;
    this.stops = stops;
  }

  static async open(): Promise<BadInputWorld> {
    const folder = await mkdtemp(path.join(tmpdir(), 'mayday-bad-input-'));
    const stops: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
    const systems = path.join(folder, 'systems');
    await mkdir(systems);
    const demo = await readFile(new URL('../../systems/demo.yaml', import.meta.url), 'utf8');
    await writeFile(path.join(systems, 'demo.yaml'), demo);
    await writeFile(path.join(systems, 'broken.yaml'), malformed);
    try {
      const stack = await startStack({
        say: () => undefined,
        folder,
        owns: (stop) => stops.push(stop),
        scene: databaseScene(),
        catalogue: systems,
        temporal: { tuned: true, headless: true },
      });
      return new BadInputWorld(stack, systems, stops);
    } catch (error) {
      for (const stop of stops.reverse()) await stop();
      throw error;
    }
  }

  async close(): Promise<void> {
    for (const stop of this.stops.reverse()) await stop();
  }

  /** Starts a run as the Temporal UI does, with the bytes of its one payload; without one, with no input. */
  async start(workflowType: string, input?: Raw, workflowId: string = randomUUID()): Promise<string> {
    await this.stack.client.workflowService.startWorkflowExecution({
      namespace: 'default',
      requestId: randomUUID(),
      workflowId,
      workflowType: { name: workflowType },
      taskQueue: { name: coordinationQueue },
      input: input && { payloads: [payload(input)] },
    });
    return workflowId;
  }

  /** The sentence a run failed with, within 20 s. */
  async failure(workflowId: string): Promise<string> {
    const handle = this.stack.client.workflow.getHandle(workflowId);
    await until(async () => (await handle.describe()).status.name !== 'RUNNING', { deadlineMs: 60_000 });
    const { events } = await handle.fetchHistory();
    const failed = events?.at(-1)?.workflowExecutionFailedEventAttributes;
    return failed?.failure?.message ?? `it did not fail: ${JSON.stringify(events?.at(-1))}`;
  }

  async signal(workflowId: string, signalName: string, input?: Raw): Promise<void> {
    await this.stack.client.workflowService.signalWorkflowExecution({
      namespace: 'default',
      requestId: randomUUID(),
      workflowExecution: { workflowId },
      signalName,
      input: input && { payloads: [payload(input)] },
    });
  }

  async facts<K extends Fact['kind']>(workflowId: string, kind: K): Promise<Extract<Fact, { kind: K }>[]> {
    const handle = this.stack.client.workflow.getHandle(workflowId);
    const timeline: TimelineEntry[] = await handle.query(timelineQuery);
    const facts = timeline.map(({ fact }) => fact);
    return facts.filter((fact): fact is Extract<Fact, { kind: K }> => fact.kind === kind);
  }

  /** The signals an incident listens to. */
  async verbs(workflowId: string): Promise<string[]> {
    const handle = this.stack.client.workflow.getHandle(workflowId);
    const metadata = await handle.query<{ definition: { signalDefinitions: { name: string }[] } }>(
      '__temporal_workflow_metadata',
    );
    return metadata.definition.signalDefinitions.map(({ name }) => name);
  }

  /** Why the worker failed at tasks of a run. */
  async failedTasks(workflowId: string): Promise<string[]> {
    const { events } = await this.stack.client.workflow.getHandle(workflowId).fetchHistory();
    const failed = (events ?? []).flatMap((event) => event.workflowTaskFailedEventAttributes ?? []);
    // What came in the middle of a task sends it back, and harms nothing.
    return failed.flatMap(({ cause, failure }) =>
      Number(cause) === unhandledCommand ? [] : (failure?.message ?? ''),
    );
  }

  async runs(): Promise<number> {
    return (await this.stack.client.workflow.count()).count;
  }

  post(body: string, token = this.stack.hookToken): Promise<Response> {
    return fetch(`${this.stack.gatewayUrl}/hooks/alertmanager`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body,
    });
  }

  /** Posts the shop's alert with other labels; answers the workflow id it went to. */
  async alert(group: string, labels: Record<string, string>): Promise<string> {
    const body = JSON.parse(await shopAlert('firing', new Date()));
    for (const alert of body.alerts) alert.labels = labels;
    const response = await this.post(JSON.stringify({ ...body, groupKey: group }));
    const { incidents } = (await response.json()) as { incidents: { workflowId: string }[] };
    return incidents[0]?.workflowId ?? `nowhere (${response.status})`;
  }

  mayday(words: string[], env: Record<string, string> = {}): Promise<Said> {
    return mayday(words, {
      TEMPORAL_ADDRESS: this.stack.temporal.address,
      MAYDAY_KEYS_DIR: this.stack.keysDir,
      MAYDAY_CATALOGUE: this.systems,
      ...env,
    });
  }
}

function payload({ encoding, data, messageType }: Raw) {
  const metadata = {
    encoding: Buffer.from(encoding),
    ...(messageType && { messageType: Buffer.from(messageType) }),
  };
  return { metadata, data: Buffer.from(data) };
}
