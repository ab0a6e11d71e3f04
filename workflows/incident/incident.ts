import {
  CancellationScope,
  condition,
  isCancellation,
  setCurrentDetails,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { Admission } from '../contract/activities.ts';
import { details } from '../contract/details.ts';
import type { Finding } from '../contract/findings.ts';
import type { Clock, IncidentRecord, IncidentView } from '../contract/incident.ts';
import type { RunbookInput } from '../contract/input.ts';
import { hashOf, incidentName } from '../contract/keys.ts';
import type { Notice } from '../contract/notices.ts';
import { actorName } from '../contract/people.ts';
import type { PostgresTarget, SeverityProfile, SystemProfile } from '../contract/profile.ts';
import { searchAttributes } from '../contract/search-attributes.ts';
import { sentence } from '../contract/sentences.ts';
import type { Fact, TimelineEntry } from '../contract/timeline.ts';
import { type Checks, checksOn, type Effects, effectsOn } from './activities.ts';
import { board } from './board.ts';
import { Inbox } from './inbox.ts';
import { Outbox } from './outbox.ts';
import { reason } from './reason.ts';
import { after, type IncidentState, newIncident, planOf, waitingFor } from './state.ts';

type Admitted = Extract<Admission, { admission: 'admitted' }>;

/** One open incident: what a runbook's story is told with. */
export class Incident {
  readonly keyId: string;
  readonly name: string;
  readonly openedAt: string;
  readonly profile: SystemProfile;
  readonly effects: Effects;
  readonly inbox = new Inbox();
  readonly outbox = new Outbox();
  /** What fires next; the `clocks` query. */
  readonly clocks = new Map<Clock['name'], Clock>();
  readonly timeline: TimelineEntry[] = [];
  state: IncidentState;
  /** The story and the clocks run in it; a `resolve` cancels it. */
  readonly scope = new CancellationScope({ cancellable: true });
  /** Diagnose, offer, verify is one round; a relapse or a new look begins the next. */
  round = 1;
  private readonly checks: Checks;
  private readonly admitted: Admitted;
  private readonly input: RunbookInput;
  private readonly seen = new Map<string, number>();

  constructor(admitted: Admitted, input: RunbookInput) {
    const { startTime, firstExecutionRunId, continuedFromExecutionRunId } = workflowInfo();
    // Only a run of ours may carry a key: one typed into a start form would name effects of another incident.
    this.keyId = (continuedFromExecutionRunId && input.key) || firstExecutionRunId;
    this.name = incidentName(this.keyId);
    this.openedAt = startTime.toISOString();
    this.admitted = admitted;
    this.input = input;
    this.profile = admitted.profile;
    this.checks = checksOn(this.profile.pool);
    this.effects = effectsOn(this.profile.pool);
    this.state = newIncident(admitted.severity);
  }

  get target(): SeverityProfile {
    return this.profile.severities[this.state.severity];
  }

  /** Puts a fact on the timeline and everything that follows from it into the state. */
  record(fact: Fact): TimelineEntry {
    const content = hashOf(fact).slice(0, 12);
    const times = (this.seen.get(content) ?? 0) + 1;
    this.seen.set(content, times);
    const entry = { id: times === 1 ? content : `${content}-${times}`, at: now(), fact };
    this.timeline.push(entry);
    this.state = after(this.state, entry);
    this.show();
    return entry;
  }

  /** Says an entry on the channels, without waiting for it. */
  tell(kind: Notice['kind'], entry: TimelineEntry, more: { below?: string[]; people?: string[] } = {}): void {
    const notice: Notice = {
      kind,
      keyId: this.keyId,
      entryId: entry.id,
      incident: this.name,
      at: entry.at,
      text: sentence(entry.fact),
      details: [...details(entry.fact), ...(more.below ?? [])],
      people: more.people ?? [],
      workflowId: workflowInfo().workflowId,
      system: this.profile.system,
      phase: this.state.phase,
      label: this.target.label,
      plan: planOf(this.state, entry.fact),
      acknowledgedBy: this.state.acknowledged && actorName(this.state.acknowledged.by),
    };
    this.outbox.send(notice, (because) => this.record({ kind: 'not told', notice: notice.text, because }));
  }

  /** Records a fact and says it. */
  announce(fact: Fact): void {
    this.tell('update', this.record(fact));
  }

  /** Runs checks side by side. One that cannot ask says so in its finding; it never stops the incident. */
  async diagnose<Name extends string>(
    questions: Record<Name, (ask: Checks) => Promise<Finding>>,
  ): Promise<Record<Name, Finding>> {
    const names = Object.keys(questions) as Name[];
    const findings = await Promise.all(names.map((name) => this.ask(name, questions[name])));
    this.announce({ kind: 'checked', round: this.round, findings });
    return Object.fromEntries(names.map((name, i) => [name, findings[i]])) as Record<Name, Finding>;
  }

  nextRound(): void {
    this.round += 1;
    this.inbox.lookAgain = false;
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

  /** One check, its failure turned into a finding. */
  async ask(name: string, question: (ask: Checks) => Promise<Finding>): Promise<Finding> {
    try {
      return await question(this.checks);
    } catch (error) {
      if (isCancellation(error)) throw error;
      return {
        check: name,
        verdict: 'unknown',
        says: `Could not ask (${name}): ${reason(error).replace(/\.$/, '')}.`,
      };
    }
  }

  /** Reaches the next step of the response ladder; false when everybody on it has been reached. */
  climb(because: string): boolean {
    const step = this.state.reached;
    const next = this.profile.ladder[step];
    if (!next) {
      this.announce({ kind: 'nobody left to page', because });
      return false;
    }
    const { reach } = this.target;
    const entry = this.record({ kind: 'paged', step, role: next.role, people: next.people, because, reach });
    this.tell(reach === 'page' ? 'page' : 'update', entry, { people: next.people });
    return true;
  }

  /** True once `until` holds, false at `dueAt` (epoch ms). */
  async waitFor(what: string, until: () => boolean, dueAt: number): Promise<boolean> {
    return until() || (await condition(until, Math.max(1, dueAt - Date.now()), { summary: what }));
  }

  /** The database the runbook is about; the catalogue's schema sees to it that there is one. */
  get database(): PostgresTarget {
    const { database, name } = this.profile.runbook;
    if (!database) throw new TypeError(`The runbook ${name} of ${this.profile.system} names no database`);
    return database;
  }

  view(): IncidentView {
    const { profile, state } = this;
    return {
      incident: this.name,
      keyId: this.keyId,
      workflowId: workflowInfo().workflowId,
      system: profile.system,
      systemTitle: profile.title,
      runbook: profile.runbook.name,
      runbookTitle: profile.runbook.title,
      mode: this.input.mode ?? 'live',
      phase: state.phase,
      severity: state.severity,
      label: this.target.label,
      summary: this.admitted.summary,
      openedAt: this.openedAt,
      endedAt: state.endedAt,
      acknowledgedBy: state.acknowledged?.by,
      acknowledgedAt: state.acknowledged?.at,
      round: this.round,
      findings: state.findings,
      pending: state.pending,
      firing: Object.keys(state.firing),
      reached: state.reached,
      waitingFor: waitingFor(state),
    };
  }

  toRecord(): IncidentRecord {
    return { ...this.view(), timeline: this.timeline, assumed: this.assumed };
  }

  get assumed(): string[] {
    return [...this.profile.assumed, ...this.admitted.assumed];
  }

  private show(): void {
    const view = this.view();
    setCurrentDetails(board(view, [...this.clocks.values()], this.timeline));
    if (!this.admitted.searchAttributes) return;
    const shown = {
      incident: view.incident,
      system: view.system,
      severity: view.severity,
      phase: view.phase,
      waitingFor: view.waitingFor,
    };
    const changed = (Object.keys(shown) as (keyof typeof shown)[]).filter(
      (name) => shown[name] !== this.shown[name],
    );
    if (changed.length === 0) return;
    this.shown = shown;
    upsertSearchAttributes(changed.map((name) => ({ key: searchAttributes[name], value: shown[name] })));
  }

  private shown: Partial<Record<keyof typeof searchAttributes, string>> = {};
}

/** The workflow's clock, RFC 3339. */
export function now(): string {
  return new Date().toISOString();
}
