import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Stack } from '../../demo/stack.ts';
import type { Running } from '../../servers/process.ts';
import type { Notice } from '../../workflows/contract/notices.ts';
import { LiveIncident } from './live-incident.ts';
import { mayday, type Said } from './mayday-command.ts';

/** The whole real stack, each part a process of its own, whatever it looks after. */
export class LiveStack<S extends Stack = Stack> {
  readonly stack: S;
  worker: Running;
  private readonly folder: string;
  private readonly stops: (() => Promise<unknown>)[];

  constructor(stack: S, folder: string, stops: (() => Promise<unknown>)[]) {
    this.stack = stack;
    this.folder = folder;
    this.stops = stops;
    this.worker = stack.worker;
  }

  end(): Promise<void> {
    return endAll(this.stops, this.folder);
  }

  /** For what a test starts beside the stack: ended with it. */
  owns(stop: () => Promise<unknown>): void {
    this.stops.push(stop);
  }

  /** A file or folder of the stack's own folder. */
  place(name: string): string {
    return path.join(this.folder, name);
  }

  async shopStatus(): Promise<number> {
    return (await fetch(`${this.stack.shopUrl}/health`)).status;
  }

  /** Posts an Alertmanager's message to the gateway. */
  send(body: object): Promise<Response> {
    return fetch(`${this.stack.gatewayUrl}/hooks/alertmanager`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.stack.hookToken}` },
      body: JSON.stringify(body),
    });
  }

  async opened(response: Response): Promise<LiveIncident> {
    const body = await response.text();
    if (response.status !== 202) throw new Error(`The gateway answered ${response.status}: ${body}`);
    const [incident] = (JSON.parse(body) as { incidents: { workflowId: string; runId: string }[] }).incidents;
    if (!incident) throw new Error(`The gateway opened nothing: ${body}`);
    return new LiveIncident(this, incident.workflowId, incident.runId);
  }

  async workerComes(): Promise<void> {
    this.worker = await this.stack.startWorker();
  }

  /** The real command line, as alice. */
  mayday(...words: string[]): Promise<Said> {
    return mayday([...words, '--as', 'alice'], {
      TEMPORAL_ADDRESS: this.stack.temporal.address,
      MAYDAY_KEYS_DIR: this.stack.keysDir,
    });
  }

  /** Everything on the channel's log; throws where a line is not whole. */
  async notices(): Promise<Notice[]> {
    const text = await readFile(this.stack.channelLog, 'utf8').catch(() => '');
    return text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  }

  workerLog(): string {
    return (this.stack.logs().worker ?? '').split('\n').slice(-30).join('\n');
  }
}

/** Ends what was begun, the newest first, and removes the folder. */
export async function endAll(stops: (() => Promise<unknown>)[], folder: string): Promise<void> {
  for (const stop of stops.reverse()) await stop();
  await rm(folder, { recursive: true, force: true });
}
