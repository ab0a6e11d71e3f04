import { allHandlersFinished, workflowInfo } from '@temporalio/workflow';
import { followUpDetails, followUpSentence } from '../contract/follow-up-sentences.ts';
import type {
  EndedIncident,
  FollowUpFact,
  FollowUpItem,
  FollowUpList,
  FollowUpsView,
} from '../contract/follow-ups.ts';
import type { Notice } from '../contract/notices.ts';
import type { Actor, SlackPlace } from '../contract/people.ts';
import type { TimelineEntry } from '../contract/timeline.ts';
import { Deliveries } from '../incident/deliveries.ts';
import { Display } from '../incident/display.ts';
import { Ledger } from '../incident/ledger.ts';
import { Outbox } from '../incident/outbox.ts';
import { reason } from '../incident/reason.ts';
import { keepFollowUps } from './activities.ts';
import { board } from './board.ts';
import { Filing } from './filing.ts';
import type { PostIncidentInput } from './input.ts';
import { after, type FollowUpsState, isOpen, nothingListed } from './state.ts';

/** What is left to do after one incident, until all of it is done or dropped. */
export class FollowUps {
  readonly ended: EndedIncident;
  readonly list: FollowUpList;
  readonly deliveries = new Deliveries();
  readonly outbox: Outbox;
  readonly filing = new Filing(() => this.keep());
  readonly ledger: Ledger<FollowUpFact>;
  state: FollowUpsState = nothingListed;
  private readonly display: Display;

  constructor({ carried, ...ended }: PostIncidentInput, list: FollowUpList) {
    this.ended = ended;
    this.list = list;
    this.outbox = new Outbox(ended.channels, (fact) => this.record(fact));
    this.ledger = new Ledger(ended.keyId, 'follow-up-');
    this.display = new Display(list.searchAttributes, () => this.details());
    if (!carried) return;
    this.state = carried.state;
    this.ledger.restore(carried);
    this.deliveries.restore(carried.deliveries);
    this.outbox.restore(carried.outbox);
  }

  get open(): FollowUpItem[] {
    return this.state.items.filter(isOpen);
  }

  /** Nothing is under way but timers, so that the run may continue as new. */
  get atRest(): boolean {
    return this.outbox.atRest && this.filing.atRest && allHandlersFinished();
  }

  /** Puts a fact on the timeline and everything that follows from it into the state. */
  record(fact: FollowUpFact): TimelineEntry<FollowUpFact> {
    const entry = this.ledger.write(fact);
    const { changedAt } = this.state;
    this.state = after(this.state, entry);
    if (this.state.changedAt !== changedAt) this.filing.changed();
    this.show();
    return entry;
  }

  /** Records a fact and says it in the incident's name; a checklist wakes nobody, so it is never a page. */
  announce(fact: FollowUpFact, people: string[] = []): void {
    const entry = this.record(fact);
    this.tell('update', entry, { people });
  }

  /** Puts a refusal on the timeline; whoever clicked in Slack hears of it alone. */
  refuse(verb: string, by: Actor | undefined, because: string, slack?: SlackPlace): void {
    const entry = this.record({ kind: 'message refused', verb, by, because });
    if (slack) this.tell('answer', entry, { text: because, slack });
  }

  view(): FollowUpsView {
    const { incident, keyId, system, systemTitle, label, summary, openedAt, endedAt } = this.ended;
    const { items, changedAt, changes } = this.state;
    const { workflowId } = workflowInfo();
    const told = { incident, keyId, workflowId, system, systemTitle, label, summary, openedAt, endedAt };
    return { ...told, items, assumed: this.list.assumed, changedAt, changes };
  }

  /** Everything that the next run goes on with. */
  carry(): PostIncidentInput {
    const { list, state, ledger } = this;
    const [deliveries, outbox] = [this.deliveries.carry(), this.outbox.carry()];
    return { ...this.ended, carried: { list, state, ...ledger.carry(), deliveries, outbox } };
  }

  private tell(
    kind: Notice['kind'],
    entry: TimelineEntry<FollowUpFact>,
    { people = [], text, slack }: { people?: string[]; text?: string; slack?: SlackPlace },
  ): void {
    const { keyId, incident, openedAt, system, label } = this.ended;
    const notice: Notice = {
      kind,
      keyId,
      entryId: entry.id,
      incident,
      at: entry.at,
      openedAt,
      about: entry.fact.kind,
      text: text ?? followUpSentence(entry.fact, this.state.items),
      details: followUpDetails(entry.fact, this.state.items),
      people,
      slack,
      workflowId: workflowInfo().workflowId,
      system,
      phase: 'resolved',
      label,
      severity: this.ended.severity,
    };
    this.outbox.send(notice);
  }

  private async keep(): Promise<void> {
    try {
      const place = await keepFollowUps(this.view());
      if (!this.ledger.entries.some(({ fact }) => fact.kind === 'kept')) this.record({ kind: 'kept', place });
    } catch (error) {
      this.record({ kind: 'not told', notice: 'the list beside the post-mortem', because: reason(error) });
    }
  }

  private show(): void {
    const { incident, system, severity } = this.ended;
    const waitingFor = this.open.length > 0 && !this.state.endedAt ? 'follow-ups' : 'nothing';
    this.display.show({ incident, system, severity, phase: 'resolved', waitingFor });
  }

  private details(): string {
    return board(this.view(), this.ledger.entries, new Date().toISOString());
  }
}
