import { randomUUID } from 'node:crypto';
import { WorkflowNotFoundError } from '@temporalio/common';
import type { Alert } from '../../workflows/contract/input.ts';
import type { Message } from '../../workflows/contract/messages.ts';
import { answerUpdate } from '../../workflows/contract/messages.ts';
import type { Plan } from '../../workflows/contract/plans.ts';
import type { Sent } from './invariants.ts';
import { assertKept } from './kept-promises.ts';
import { decisionOf } from './people.ts';
import type { Play } from './play.ts';
import { withPolicy } from './policies.ts';
import type { Decide, Step, WalkPolicy } from './random-steps.ts';
import { type Stage, shopAlert } from './stage.ts';

/** Walks one incident to its end; throws with every invariant that does not hold, and the timeline. */
export async function walk(
  stage: Stage,
  { policy, destructive }: WalkPolicy,
  steps: Step[],
): Promise<number> {
  await stage.edit(withPolicy(policy, destructive));
  stage.slow.archive = 400;
  stage.world.reset();
  const walker = new Walker(stage, await stage.alert());
  let walked = 0;
  for (const step of steps) {
    if (await walker.hasEnded()) break;
    await walker.take(step);
    walked += 1;
  }
  await walker.end();
  await assertKept(stage, [walker]);
  return walked;
}

/** What happens to one incident, and what came of it. */
export class Walker {
  readonly incident: Play;
  readonly sent: Sent[] = [];
  unreadable = 0;
  private readonly stage: Stage;
  private readonly answers: Promise<void>[] = [];
  private readonly plans = new Map<number, Plan>();
  private readonly delivered: { verb: string; message: Message }[] = [];
  private episode = 0;
  private pid = 200;

  constructor(stage: Stage, incident: Play) {
    this.stage = stage;
    this.incident = incident;
  }

  async hasEnded(): Promise<boolean> {
    const { pending, endedAt } = await this.view();
    if (pending) this.plans.set(pending.id, pending);
    return endedAt !== undefined;
  }

  async take(step: Step): Promise<void> {
    switch (step.step) {
      case 'message':
        return await this.send(step.verb, step.message, step.hurry);
      case 'decide':
        return await this.decide(step);
      case 'outcome': {
        const { waitingFor } = await this.view();
        const plan = Number(/^the outcome of plan (\d+)$/.exec(waitingFor)?.[1] ?? step.plan);
        return await this.send('outcome', { by: step.by, plan, outcome: step.outcome });
      }
      case 'unreadable':
        if (await this.signal(step.verb, step.value)) this.unreadable += 1;
        return;
      case 'again': {
        const before = this.delivered.at(-step.back);
        if (before) await this.signal(before.verb, before.message);
        return;
      }
      case 'alert':
        return await this.alert(step.status, step.episode);
      case 'pass':
        return await this.stage.pass(step.seconds * 1_000);
      case 'restart':
        return await this.stage.forget();
      case 'world':
        return this.change(step.change);
    }
  }

  /** Resolves what has not ended, with messages that come too late. */
  async end(): Promise<void> {
    const late = { by: 'bob', text: 'too late' };
    while (!(await this.hasEnded())) {
      await this.send('resolve', { by: 'alice', reason: 'the walk is over' }, true);
      await this.incident.until('it has ended', ({ endedAt }) => endedAt !== undefined);
      for (const verb of ['note', 'acknowledge', 'runChecks', 'takeOver', 'recheck']) {
        await this.send(verb, late, true);
      }
      await this.signal('note', 'unreadable');
      await this.incident.result();
    }
    await Promise.all(this.answers);
  }

  /** Asks until it answers: not before it is open, nor right after a restart. */
  private view() {
    return this.incident.until('it answers', () => true);
  }

  private async decide({ decision, by, of, signed, alone }: Decide): Promise<void> {
    const view = await this.view();
    const pending = of === 'pending' ? view.pending : [...this.plans.values()][0];
    if (!pending) return;
    const at = await this.stage.now();
    const breakGlass = decision === 'approve' ? alone : undefined;
    const choice = { decision, at, reason: 'as the walk goes', breakGlass };
    const message = decisionOf(this.stage.keys, by, { ...view, pending }, choice);
    const plan = of === 'forged' ? (view.pending?.id ?? pending.id) : message.plan;
    await this.send(decision, { ...message, plan, signature: signed ? message.signature : undefined });
  }

  /** Sends a message with an id, and waits for its answer unless in a hurry. */
  private async send(verb: string, content: object, hurry = false): Promise<void> {
    const message = { ...content, id: randomUUID() };
    if (!(await this.signal(verb, message))) return;
    this.delivered.push({ verb, message });
    const sent: Sent = { verb };
    this.sent.push(sent);
    const answered = this.incident.handle.executeUpdate(answerUpdate, { args: [message.id] }).then(
      (answer) => {
        sent.answer = answer;
      },
      (error: unknown) => {
        // The run had closed.
        if (!(error instanceof WorkflowNotFoundError)) sent.failed = String(error);
      },
    );
    this.answers.push(answered);
    if (!hurry) await answered;
  }

  /** False when the run has closed. */
  private async signal(name: string, value: unknown): Promise<boolean> {
    try {
      await this.incident.handle.signal(name, value);
      return true;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  }

  private async alert(status: Alert['status'], episode: 'new' | 'again'): Promise<void> {
    if (episode === 'new') this.episode += 1;
    const alert = shopAlert(status, new Date(Date.UTC(2026, 0, 1, 4, this.episode)).toISOString());
    await this.signal('alerts', { door: 'alertmanager', alerts: [alert] });
  }

  private change(change: Extract<Step, { step: 'world' }>['change']): void {
    const { world } = this.stage;
    const [oldest] = world.idle.keys();
    if (change === 'idle session') world.idle.set(this.pid++, `2026-01-01 04:00:${this.pid % 60}+00`);
    else if (change === 'session moves' && oldest) world.idle.set(oldest, `moved ${this.pid++}`);
    else if (change === 'limit moves') world.limit = world.limit === 7 ? 8 : 7;
    else if (change === 'broken otherwise') world.brokenOtherwise = !world.brokenOtherwise;
    else if (change === 'loses answers') world.losesAnswers = !world.losesAnswers;
    else if (change === 'helps') world.helps = !world.helps;
  }
}
