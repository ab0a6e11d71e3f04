import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import type { SignalDefinition } from '@temporalio/common';
import type { Clock, IncidentView, Phase } from '../../workflows/contract/incident.ts';
import {
  type Answer,
  acknowledgeSignal,
  answerUpdate,
  approveSignal,
  clocksQuery,
  type DecisionMessage,
  incidentQuery,
  type Message,
  recheckSignal,
  rejectSignal,
  resolveSignal,
  skipSignal,
  timelineQuery,
} from '../../workflows/contract/messages.ts';
import type { Notice } from '../../workflows/contract/notices.ts';
import type { Ending, Fact, TimelineEntry } from '../../workflows/contract/timeline.ts';
import { decisionOf, type Person } from './people.ts';
import type { Stage } from './stage.ts';

/** One run on the stage. */
export class Play {
  readonly stage: Stage;
  readonly handle: WorkflowHandle;

  constructor(stage: Stage, handle: WorkflowHandle) {
    this.stage = stage;
    this.handle = handle;
  }

  /** A query of a run that has just begun may wait for long, so it is given up (ms) and asked again. */
  view(patience = 3_000): Promise<IncidentView> {
    return this.stage.client.withDeadline(Date.now() + patience, () => this.handle.query(incidentQuery));
  }

  clocks(): Promise<Clock[]> {
    return this.handle.query(clocksQuery);
  }

  timeline(): Promise<TimelineEntry[]> {
    return this.handle.query(timelineQuery);
  }

  /** Facts of a kind, in order. */
  async facts<K extends Fact['kind']>(kind: K): Promise<Extract<Fact, { kind: K }>[]> {
    const facts = (await this.timeline()).map((entry) => entry.fact);
    return facts.filter((fact): fact is Extract<Fact, { kind: K }> => fact.kind === kind);
  }

  /** What was planned as part of the story, texts for the public aside. */
  async plans(): Promise<Extract<Fact, { kind: 'planned' }>[]> {
    return (await this.facts('planned')).filter(({ plan }) => !plan.tells);
  }

  /** Waits in real time, without letting the workflow's time pass by. */
  async until(what: string, holds: (view: IncidentView) => boolean): Promise<IncidentView> {
    let last: unknown;
    let patience = 3_000;
    for (const deadline = Date.now() + 60_000; Date.now() < deadline; ) {
      const view = await this.view(patience).catch((error: unknown) => {
        last = error;
        // A long run that is replayed on a busy machine takes its time; asking anew would replay it anew.
        patience *= 2;
        return undefined;
      });
      if (view && holds(view)) return view;
      last = view ?? last;
      await delay(60);
    }
    throw new Error(`not within 60 s: ${what}; last: ${JSON.stringify(last, null, 1)}`);
  }

  asked(plan = 1): Promise<IncidentView> {
    return this.until(`plan ${plan} waits`, ({ pending }) => pending?.id === plan);
  }

  /** Waits until a text for the public does. */
  askedForPublic(status: string): Promise<IncidentView> {
    return this.until(
      `the public's "${status}" waits`,
      ({ forPublic }) => forPublic?.parameters?.status === status,
    );
  }

  /** Decides on the text for the public that waits. */
  async decideForPublic(person: Person, decision: 'approve' | 'reject', reason?: string): Promise<Answer> {
    const id = randomUUID();
    const view = await this.view();
    const choice = { decision, at: await this.stage.now(), reason };
    const message = decisionOf(this.stage.keys, person, { ...view, pending: view.forPublic }, choice);
    await this.handle.signal(decision === 'approve' ? approveSignal : rejectSignal, { id, ...message });
    return this.answer(id);
  }

  async decision(
    person: Person,
    decision: 'approve' | 'reject',
    reason?: string,
    breakGlass?: true,
  ): Promise<DecisionMessage> {
    return decisionOf(this.stage.keys, person, await this.view(), {
      decision,
      at: await this.stage.now(),
      reason,
      breakGlass,
    });
  }

  async approve(person: Person, id: string = randomUUID()): Promise<Answer> {
    await this.handle.signal(approveSignal, { id, ...(await this.decision(person, 'approve')) });
    return this.answer(id);
  }

  /** What is destructive takes a reason. */
  async approveBecause(person: Person, reason: string, breakGlass?: true): Promise<Answer> {
    const id = randomUUID();
    const decision = await this.decision(person, 'approve', reason, breakGlass);
    await this.handle.signal(approveSignal, { id, ...decision });
    return this.answer(id);
  }

  async reject(person: Person, reason: string, id: string = randomUUID()): Promise<Answer> {
    await this.handle.signal(rejectSignal, { id, ...(await this.decision(person, 'reject', reason)) });
    return this.answer(id);
  }

  async acknowledge(person: Person): Promise<Answer> {
    return this.send(acknowledgeSignal, { by: { name: person, door: 'cli' } });
  }

  async recheck(person: Person): Promise<Answer> {
    return this.send(recheckSignal, { by: { name: person, door: 'cli' } });
  }

  async resolve(person: Person, as: Ending, reason: string): Promise<Answer> {
    return this.send(resolveSignal, { by: { name: person, door: 'cli' }, as, reason });
  }

  async skip(person: Person): Promise<Answer> {
    return this.send(skipSignal, { by: { name: person, door: 'cli' } });
  }

  /** Sends bytes under an encoding of the caller's choice, as other clients and the Temporal UI can. */
  async rawSignal(name: string, encoding: string, data: string): Promise<void> {
    await this.stage.env.connection.workflowService.signalWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId: this.handle.workflowId },
      signalName: name,
      input: { payloads: [{ metadata: { encoding: Buffer.from(encoding) }, data: Buffer.from(data) }] },
    });
  }

  async send<T extends Message>(signal: SignalDefinition<[T]>, message: T): Promise<Answer> {
    const id = randomUUID();
    await this.handle.signal(signal, { ...message, id });
    return this.answer(id);
  }

  answer(id: string): Promise<Answer> {
    return this.handle.executeUpdate(answerUpdate, { args: [id] });
  }

  /** Skips time until the run has ended. */
  result(): Promise<{ phase: Phase; says: string }> {
    return this.stage.env.client.workflow.getHandle(this.handle.workflowId).result();
  }

  /** What the channel was told, as `kind: text`. */
  said(kind?: Notice['kind']): string[] {
    const { said } = this.stage;
    return said
      .filter((notice) => !kind || notice.kind === kind)
      .map((notice) => `${notice.kind}: ${notice.text}`);
  }
}
