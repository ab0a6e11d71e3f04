import { CancellationScope, condition, isCancellation, workflowInfo } from '@temporalio/workflow';
import { Clocks } from '../cockpit/clocks.ts';
import { toPaste } from '../cockpit/to-paste.ts';
import { typedUpTo } from '../cockpit/typed-approval.ts';
import type { ChannelProfile } from '../contract/channels.ts';
import type { Finding } from '../contract/findings.ts';
import type { IncidentRecord, IncidentView } from '../contract/incident.ts';
import { incidentName } from '../contract/keys.ts';
import type { Mitigation } from '../contract/mitigations.ts';
import type { Notice } from '../contract/notices.ts';
import { oneLine } from '../contract/one-line.ts';
import type { Actor, SlackPlace } from '../contract/people.ts';
import { priorityOf } from '../contract/priority.ts';
import type { PostgresTarget, SeverityProfile, SystemProfile } from '../contract/profile.ts';
import type { Fact, TimelineEntry } from '../contract/timeline.ts';
import { named } from '../current-incident.ts';
import { prioritised } from '../current-priority.ts';
import { type Checks, checksOn, type Effects, effectsOn } from './activities.ts';
import { board } from './board.ts';
import { type Admitted, type Carried, type RunInput, withoutEvidence } from './carried.ts';
import type { Conduct } from './conduct.ts';
import { count } from './counting.ts';
import { Display } from './display.ts';
import { approvalDue } from './due.ts';
import { fileQuestions } from './file-questions.ts';
import { runningClocks } from './glance.ts';
import { Inbox } from './inbox.ts';
import { Ledger } from './ledger.ts';
import { Outbox } from './outbox.ts';
import { onCall } from './paging.ts';
import { reason, unlessCancelled } from './reason.ts';
import { after, type IncidentState, newIncident } from './state.ts';
import { stepQuestions } from './steps.ts';
import { clocksOf, type More, noticeOf } from './telling.ts';
import { viewOf } from './view.ts';

/** One open incident: what a runbook's story is told with. */
export class Incident {
  readonly keyId: string;
  readonly name: string;
  readonly openedAt: string;
  readonly profile: SystemProfile;
  readonly effects: Effects;
  /** What it does in the world, by its mode. */
  readonly conduct: Conduct;
  readonly inbox = new Inbox();
  readonly outbox: Outbox;
  /** What fires next; the `clocks` query. */
  readonly clocks = new Clocks(() => this.display.changed());
  state: IncidentState;
  /** The story and the clocks run in it; a `resolve` cancels it. */
  readonly scope = new CancellationScope({ cancellable: true });
  /** What runs beside the story, and no longer than it. */
  readonly beside = new CancellationScope({ cancellable: true });
  /** Diagnose, offer, verify is one round; a relapse or a new look begins the next. */
  round = 1;
  /** Targets that it has asked for and not given back. */
  readonly leased = new Set<string>();
  /** Nothing is under way but timers. */
  resting = false;
  /** A text for the public is being made or told. */
  telling = false;
  /** It stays well, or somebody ends it: the public is to hear that it is over. */
  overForPublic = false;
  /** The run is about to continue as new. */
  continuing = false;
  private questions: Record<string, (ask: Checks) => Promise<Finding>> = {};
  private readonly checks: Checks;
  private readonly display: Display;
  private readonly admitted: Admitted;
  private readonly input: RunInput;
  private readonly ledger: Ledger<Fact>;

  constructor(admitted: Admitted, input: RunInput, conduct: Conduct) {
    const { startTime, firstExecutionRunId, continuedFromExecutionRunId } = workflowInfo();
    const { carried } = input;
    this.keyId = carried?.keyId ?? (continuedFromExecutionRunId && input.key) ?? firstExecutionRunId;
    this.name = incidentName(this.keyId);
    this.ledger = new Ledger(this.keyId);
    this.openedAt = carried?.openedAt ?? startTime.toISOString();
    this.admitted = admitted;
    this.outbox = new Outbox(
      admitted.channels,
      (fact) => this.record(fact),
      (where) => this.ticketed(where),
      (notice) => ({ ...notice, clocks: clocksOf(this) }),
    );
    this.conduct = conduct;
    this.display = new Display(admitted.searchAttributes && !conduct.quiet, () => this.details());
    this.input = input;
    this.profile = admitted.profile;
    this.checks = checksOn(this.profile.pool);
    this.effects = effectsOn(this.profile.pool);
    this.state = carried?.state ?? newIncident(admitted.severity);
    if (carried) this.restore(carried);
    named({ incident: this.name, system: this.profile.system });
    prioritised(() => priorityOf(this.state.severity, this.profile.system, admitted.mode));
  }

  /** What the start said of what mitigations ask. */
  get parameters(): Record<string, unknown> {
    return this.input.parameters ?? {};
  }

  get timeline(): TimelineEntry[] {
    return this.ledger.entries;
  }

  get target(): SeverityProfile {
    return this.profile.severities[this.state.severity];
  }

  /** When a question that is asked now expires, epoch ms. */
  get approvalDue(): number {
    return approvalDue(this.target, { openedAt: Date.parse(this.openedAt), now: Date.now() });
  }

  /** Puts a fact on the timeline and everything that follows from it into the state. */
  record(fact: Fact): TimelineEntry {
    const entry = this.ledger.write(fact);
    const before = this.state;
    this.state = after(before, entry);
    count(this, before, entry);
    this.display.show(this.view());
    return entry;
  }

  /** It as the Temporal UI shows it. */
  private details(): string {
    return board({
      view: this.view(),
      clocks: runningClocks(this),
      timeline: this.timeline,
      seen: now(),
      toPaste: toPaste(this),
      typedUpTo: typedUpTo(this.profile),
    });
  }

  /** Says an entry on the channels, without waiting for it. */
  tell(kind: Notice['kind'], entry: TimelineEntry, more: More = {}): void {
    // Another incident stands for it: all have heard of that one.
    if (this.state.explainedBy?.folded && kind !== 'answer' && kind !== 'page') return;
    this.outbox.send(noticeOf(this, kind, entry, more));
  }

  /** Says where the ticket is, once. */
  private ticketed(where: string): void {
    if (this.state.ticket !== where) this.announce({ kind: 'ticket', where });
  }

  /** Puts a refusal on the timeline; whoever clicked in Slack hears of it alone. */
  refuse(verb: string, by: Actor, because: string, slack: SlackPlace | undefined): void {
    const entry = this.record({ kind: 'message refused', verb, by, because });
    if (slack) this.tell('answer', entry, { text: because, slack });
  }

  /** Records a fact and says it. */
  announce(fact: Fact): TimelineEntry {
    const entry = this.record(fact);
    this.tell('update', entry);
    return entry;
  }

  /** Runs checks side by side. One that cannot ask says so in its finding; it never stops the incident. */
  async diagnose<Name extends string>(
    questions: Record<Name, (ask: Checks) => Promise<Finding>>,
  ): Promise<Record<Name, Finding>> {
    const all = { ...questions, ...fileQuestions(this.profile) };
    this.questions = all;
    const names = Object.keys(all) as Name[];
    const findings = await Promise.all(names.map((name) => this.ask(name, all[name])));
    this.announce({ kind: 'checked', round: this.round, findings });
    return Object.fromEntries(names.map((name, i) => [name, findings[i]])) as Record<Name, Finding>;
  }

  /** Runs the runbook's checks once more, beside all else. */
  diagnoseAgain(): void {
    this.beside.run(() => this.diagnose(this.questions)).catch(unlessCancelled);
  }

  nextRound(): void {
    this.round += 1;
    this.inbox.lookAgain = false;
    this.inbox.skip = undefined;
  }

  /** The question whether the system is well; unknown where it names no health check, since then only people can tell. */
  readonly health = async (ask: Checks): Promise<Finding> => {
    const { health, probes, every } = this.profile.verification;
    if (health) return await ask.httpHealth({ target: health, probes, every });
    return {
      check: 'health',
      verdict: 'unknown',
      says: `${this.profile.title} names no health check; people must say.`,
    };
  };

  /** One check, named by its question; its failure turned into a finding. */
  async ask(name: string, question: (ask: Checks) => Promise<Finding>): Promise<Finding> {
    try {
      return { ...(await question(this.checks)), check: name };
    } catch (error) {
      if (isCancellation(error)) throw error;
      return {
        check: name,
        verdict: 'unknown',
        says: `Could not ask (${name}): ${reason(error).replace(/\.$/, '')}.`,
      };
    }
  }

  /** Asks again, unsaid, what was sick when it was last asked: the health check where that was, else all of it. */
  async askAgain(): Promise<Finding[]> {
    const questions: typeof this.questions = {
      ...this.questions,
      ...stepQuestions(this),
      health: this.health,
    };
    const sick = this.state.findings.filter(({ verdict }) => verdict === 'sick').map(({ check }) => check);
    const names = sick.includes('health') ? ['health'] : sick;
    const known = names.flatMap((name) => {
      const question = Object.hasOwn(questions, name) ? questions[name] : undefined;
      return question ? [this.ask(name, question)] : [];
    });
    return await Promise.all(known);
  }

  /** Somebody wants something else than what is going on: a skip, another mitigation, or to work by hand. */
  get interrupted(): boolean {
    const { skip, proposals } = this.inbox;
    return skip !== undefined || proposals.length > 0 || this.state.takenOverBy !== undefined;
  }

  /** A wait in which nothing is under way, so that the run may continue as new; like `waitFor`. */
  async rest(what: string, until: () => boolean, dueAt = Number.POSITIVE_INFINITY): Promise<boolean> {
    this.resting = true;
    try {
      return await this.waitFor(what, until, dueAt);
    } finally {
      this.resting = false;
    }
  }

  /** True once `until` holds, false at `dueAt` (epoch ms). */
  async waitFor(what: string, until: () => boolean, dueAt: number): Promise<boolean> {
    if (dueAt === Number.POSITIVE_INFINITY) {
      await condition(until);
      return true;
    }
    return until() || (await condition(until, Math.max(1, dueAt - Date.now()), { summary: oneLine(what) }));
  }

  /** The database the runbook is about; the catalogue's schema sees to it that there is one. */
  get database(): PostgresTarget {
    const { database, name } = this.profile.runbook;
    if (!database) throw new TypeError(`The runbook ${name} of ${this.profile.system} names no database`);
    return database;
  }

  /** The mitigations of the runbook, in its order. */
  get mitigations(): Mitigation[] {
    const { mitigations, runbook } = this.profile;
    return runbook.mitigations.flatMap((name) => mitigations.find((each) => each.name === name) ?? []);
  }

  /** What the alert or the person said of it who opened it. */
  get summary(): string {
    return this.admitted.summary;
  }

  view(): IncidentView {
    return viewOf(this);
  }

  toRecord(): IncidentRecord {
    return { ...this.view(), timeline: this.timeline, assumed: this.assumed };
  }

  /** Everything that the next run of a long incident goes on with. */
  carry(): Carried {
    const { admitted, keyId, openedAt, round, state } = this;
    const timeline = this.timeline.map((entry, i) => withoutEvidence(entry, i < this.timeline.length - 20));
    const { seen } = this.ledger.carry();
    const [inbox, outbox] = [this.inbox.carry(), this.outbox.carry()];
    return { admitted, keyId, openedAt, round, state, timeline, seen, inbox, outbox };
  }

  private restore({ round, timeline, seen, inbox, outbox }: Carried): void {
    this.round = round;
    this.ledger.restore({ timeline, seen });
    this.inbox.restore(inbox);
    this.outbox.restore(outbox);
    this.display.changed();
  }

  /** Where it is told; absent where an earlier release opened it. */
  get channels(): ChannelProfile[] | undefined {
    return this.admitted.channels;
  }

  /** Everybody on the response ladder. */
  get ladderPeople(): string[] {
    return [...new Set(this.target.responseLadder.flatMap((step) => onCall(this, step)))];
  }

  /** Everybody who is on a ladder or may approve something. */
  get everybody(): string[] {
    const { resolutionLadder } = this.target;
    const climbing = resolutionLadder.flatMap((step) => onCall(this, step));
    return [...new Set([...this.ladderPeople, ...climbing, ...this.profile.approvers])];
  }

  get assumed(): string[] {
    return [...this.profile.assumed, ...this.admitted.assumed];
  }
}

/** The workflow's clock, RFC 3339. */
export function now(): string {
  return new Date().toISOString();
}
