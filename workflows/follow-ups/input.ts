import { workflowInfo } from '@temporalio/workflow';
import type { EndedIncident, FollowUpFact, FollowUpList } from '../contract/follow-ups.ts';
import type { Notice } from '../contract/notices.ts';
import type { TimelineEntry } from '../contract/timeline.ts';
import type { CarriedDeliveries } from '../incident/deliveries.ts';
import type { Seen } from '../incident/ledger.ts';
import { refusal } from '../refusal.ts';
import type { FollowUpsState } from './state.ts';

/** Follow-ups on their way from one run to the next. */
export interface CarriedFollowUps {
  list: FollowUpList;
  state: FollowUpsState;
  timeline: TimelineEntry<FollowUpFact>[];
  seen: Seen;
  deliveries: CarriedDeliveries;
  /** What no channel has said yet, by channel; absent in runs of an earlier release. */
  outbox?: Record<string, readonly Notice[]>;
}

/** What a run is given: an incident that has ended, or a long life to go on with. */
export interface PostIncidentInput extends EndedIncident {
  carried?: CarriedFollowUps;
}

/** Only an incident hands on what has to be done after it: what is typed into a start form could stand for another one. */
export function refuseUnlessHandedOn(): void {
  const { parent, continuedFromExecutionRunId } = workflowInfo();
  if (parent || continuedFromExecutionRunId) return;
  throw refusal(
    'An incident starts its postIncident itself, when it is resolved as fixed; "mayday follow-ups" lists what is left to do.',
  );
}
