import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { SignalDefinition } from '@temporalio/common';
import {
  type FollowUpClock,
  type FollowUpFact,
  type FollowUpsView,
  followUpClocksQuery,
  followUpsQuery,
  followUpTimelineQuery,
  type PostIncidentResult,
  postIncidentWorkflowId,
} from '../../workflows/contract/follow-ups.ts';
import type { Answer, Message } from '../../workflows/contract/messages.ts';
import type { Notice } from '../../workflows/contract/notices.ts';
import type { Person } from './people.ts';
import type { Play } from './play.ts';
import type { Stage } from './stage.ts';

export const hour = 3_600_000;
export const day = 24 * hour;

/** What follows an incident that was fixed, on the stage. */
export class Aftermath {
  readonly play: Play;
  readonly keyId: string;
  private readonly stage: Stage;

  constructor(stage: Stage, keyId: string) {
    this.stage = stage;
    this.keyId = keyId;
    this.play = stage.play(postIncidentWorkflowId(keyId));
  }

  view(): Promise<FollowUpsView> {
    return this.stage.client.withDeadline(Date.now() + 3_000, () => this.play.handle.query(followUpsQuery));
  }

  clocks(): Promise<FollowUpClock[]> {
    return this.play.handle.query(followUpClocksQuery);
  }

  async facts<K extends FollowUpFact['kind']>(kind: K): Promise<Extract<FollowUpFact, { kind: K }>[]> {
    const facts = (await this.play.handle.query(followUpTimelineQuery)).map((entry) => entry.fact);
    return facts.filter((fact): fact is Extract<FollowUpFact, { kind: K }> => fact.kind === kind);
  }

  /** Waits in real time until the items are listed and the list is kept. */
  async listed(): Promise<FollowUpsView> {
    for (const deadline = Date.now() + 60_000; Date.now() < deadline; await delay(30)) {
      const kept = await this.facts('kept').catch(() => []);
      if (kept.length > 0) return await this.view();
    }
    throw new Error('nothing is listed within 15 s');
  }

  /** Hours since the end of the incident → what was said then; only what the follow-ups said. */
  async said(): Promise<[number, Notice][]> {
    const { endedAt } = await this.view();
    const own = this.stage.said.filter(({ entryId }) => entryId.startsWith('follow-up-'));
    return own.map((notice) => [Math.round((Date.parse(notice.at) - Date.parse(endedAt)) / hour), notice]);
  }

  async send<T extends Message>(
    signal: SignalDefinition<[T]>,
    message: Omit<T, 'id' | 'by'>,
    person: Person = 'alice',
  ): Promise<Answer> {
    return await this.play.send(signal, { ...message, by: { name: person, door: 'cli' } } as unknown as T);
  }

  /** A file beside the post-mortem. */
  async file(name: string): Promise<string> {
    const { incident } = await this.view();
    const place = path.join(this.stage.folder, 'archive', `${incident}-${this.keyId.slice(0, 8)}`, name);
    return await readFile(place, 'utf8');
  }

  /** Skips time until it has ended. */
  result(): Promise<PostIncidentResult> {
    const { workflowId } = this.play.handle;
    return this.stage.env.client.workflow.getHandle(workflowId).result();
  }
}

/** Opens an incident of a system of the catalogue, its file changed by `edit`, and resolves it as fixed. */
export async function afterIncident(
  stage: Stage,
  system = 'demo',
  edit: (file: string) => string = (file) => file,
): Promise<Aftermath> {
  const place = path.join(stage.folder, 'systems', `${system}.yaml`);
  const own = system === 'demo' ? place : new URL(`../../systems/${system}.yaml`, import.meta.url);
  await writeFile(place, edit(await readFile(own, 'utf8')));
  const incident = await stage.alert({ system, group: randomUUID() }, 'generalIncident');
  const { keyId } = await incident.until(
    'it is open',
    ({ phase }) => phase === 'mitigating' || phase === 'triggered',
  );
  await incident.resolve('alice', 'fixed', 'by hand');
  const aftermath = new Aftermath(stage, keyId);
  await aftermath.listed();
  return aftermath;
}
