import { randomUUID } from 'node:crypto';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { until } from '../../servers/process.ts';
import { type Answer, answerUpdate, noteSignal, resolveSignal } from '../../workflows/contract/messages.ts';
import type { RawPayload } from './inputs/payloads.ts';

/** Of Temporal's WorkflowTaskFailedCause: what came in the middle of a task sends it back, and harms nothing. */
const unhandledCommand = 1;
const deadlineMs = 60_000;

/** An incident that was let in, whatever it holds. */
export class FuzzedIncident {
  readonly client: Client;
  readonly workflowId: string;

  constructor(client: Client, workflowId: string) {
    this.client = client;
    this.workflowId = workflowId;
  }

  get handle(): WorkflowHandle {
    return this.client.workflow.getHandle(this.workflowId);
  }

  /** A worker on a busy machine may come too late for one question, but not for all of them. */
  private async answers<T>(ask: () => Promise<T>): Promise<T> {
    let found: { answer: T } | undefined;
    let trouble: unknown;
    const asked = async () => {
      found = await ask().then(
        (answer) => ({ answer }),
        (error: unknown) => {
          trouble = error;
          return undefined;
        },
      );
      return found !== undefined;
    };
    await until(asked, { deadlineMs }).catch(async () => {
      const failed = (await this.failedTasks()).join(' | ') || 'no task failed';
      throw new Error(`${this.workflowId} does not answer (${failed})`, { cause: trouble });
    });
    return (found as unknown as { answer: T }).answer;
  }

  /** Past the gateway, byte for byte. */
  async signal(signalName: string, { encoding, data }: RawPayload): Promise<void> {
    await this.client.workflowService.signalWorkflowExecution({
      namespace: 'default',
      requestId: randomUUID(),
      workflowExecution: { workflowId: this.workflowId },
      signalName,
      input: { payloads: [{ metadata: { encoding: Buffer.from(encoding) }, data }] },
    });
  }

  /** Alice writes a note, and waits until it is told what became of that. */
  async note(text: string): Promise<Answer> {
    const id = randomUUID();
    await this.handle.signal(noteSignal, { id, by: { name: 'alice', door: 'cli' }, text });
    let answer: Answer = { outcome: 'unknown', says: '' };
    await until(
      async () => {
        answer = await this.answers(() => this.handle.executeUpdate(answerUpdate, { args: [id] }));
        return answer.outcome !== 'unknown';
      },
      { deadlineMs },
    );
    return answer;
  }

  /** Alice says that it is over; resolves when it is. */
  async resolve(): Promise<void> {
    const by = { name: 'alice', door: 'cli' } as const;
    const reason = 'a fuzzer made it up';
    await this.handle.signal(resolveSignal, { id: randomUUID(), by, as: 'false alarm', reason });
    await until(async () => (await this.handle.describe()).status.name !== 'RUNNING', { deadlineMs });
  }

  /** Why the worker failed at its tasks. */
  async failedTasks(): Promise<string[]> {
    const { events } = await this.handle.fetchHistory();
    return (events ?? []).flatMap(({ workflowTaskFailedEventAttributes: failed }) =>
      failed && Number(failed.cause) !== unhandledCommand ? [failed.failure?.message ?? 'no reason'] : [],
    );
  }
}
