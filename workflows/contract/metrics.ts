/** A metric as the workers export it; a counter's name gets `_total` behind it. */
export interface Metric {
  name: string;
  kind: 'counter' | 'histogram';
  /** What it counts, one sentence; in seconds, where it is a histogram. */
  help: string;
  /** Beside those of every incident. */
  labels: readonly string[];
  /** Upper ends, in seconds. */
  buckets?: readonly number[];
}

/** On every metric of incidents; all of them are words of the catalogue. */
export const incidentLabels = ['system', 'runbook', 'severity', 'mode'] as const;

/** The label of a system whose file could not be read, so that no alert makes up labels. */
export const unknownSystem = 'unknown';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** What incidents count as they happen; never again at a replay. */
export const incidentMetrics = {
  opened: {
    name: 'mayday_incidents_opened',
    kind: 'counter',
    help: 'Incidents that were opened.',
    labels: [],
  },
  acknowledged: {
    name: 'mayday_incidents_acknowledged',
    kind: 'counter',
    help: 'Incidents that somebody acknowledged, once each.',
    labels: [],
  },
  ended: {
    name: 'mayday_incidents_ended',
    kind: 'counter',
    help: 'Incidents that ended, by how.',
    labels: ['ending'],
  },
  timeToAcknowledge: {
    name: 'mayday_incident_time_to_acknowledge_seconds',
    kind: 'histogram',
    help: 'From the opening until somebody acknowledged.',
    labels: [],
    buckets: [15, 30, minute, 2 * minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute, hour, 4 * hour],
  },
  timeToResolve: {
    name: 'mayday_incident_time_to_resolve_seconds',
    kind: 'histogram',
    help: 'From the opening until it was resolved as fixed.',
    labels: [],
    buckets: [minute, 5 * minute, 15 * minute, 30 * minute, hour, 2 * hour, 4 * hour, 8 * hour, day, 3 * day],
  },
  targetsMissed: {
    name: 'mayday_targets_missed',
    kind: 'counter',
    help: 'Targets that passed, by clock: response each time, resolution once, update where nobody wrote one in time.',
    labels: ['clock'],
  },
  reached: {
    name: 'mayday_people_reached',
    kind: 'counter',
    help: 'Times that somebody’s turn to be reached had come, by ladder.',
    labels: ['ladder', 'reach'],
  },
  nobodyLeft: {
    name: 'mayday_nobody_left_to_page',
    kind: 'counter',
    help: 'Times that a ladder had nobody left.',
    labels: [],
  },
  plansAsked: {
    name: 'mayday_approvals_asked',
    kind: 'counter',
    help: 'Plans that were made and wait for a decision.',
    labels: ['risk'],
  },
  plansDecided: {
    name: 'mayday_approvals_decided',
    kind: 'counter',
    help: 'What became of them: approved, rejected, expired, or withdrawn because something moved.',
    labels: ['decision'],
  },
  approvalWait: {
    name: 'mayday_approval_wait_seconds',
    kind: 'histogram',
    help: 'From a plan to its decision.',
    labels: ['decision'],
    buckets: [5, 15, 30, minute, 2 * minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute, hour],
  },
  decisionsRefused: {
    name: 'mayday_decisions_refused',
    kind: 'counter',
    help: 'Decisions that did not count: wrong signature, no right, another plan.',
    labels: [],
  },
  messagesRefused: {
    name: 'mayday_messages_refused',
    kind: 'counter',
    help: 'Messages to incidents that were not understood or came too late.',
    labels: [],
  },
  plansApplied: {
    name: 'mayday_plans_applied',
    kind: 'counter',
    help: 'Approved plans by outcome: applied, refused at the target, or unknown.',
    labels: ['action', 'outcome', 'undo'],
  },
  effects: {
    name: 'mayday_effects',
    kind: 'counter',
    help: 'What was done to single targets: done, already gone, left alone.',
    labels: ['action', 'outcome', 'undo'],
  },
  relapses: {
    name: 'mayday_relapses',
    kind: 'counter',
    help: 'Incidents that were well and fell ill again.',
    labels: [],
  },
  checks: {
    name: 'mayday_checks',
    kind: 'counter',
    help: 'Findings, by verdict; unknown means that it could not be asked.',
    labels: ['verdict'],
  },
  noticesLost: {
    name: 'mayday_notices_lost',
    kind: 'counter',
    help: 'Notices that a channel could not say in time, or of which nobody knows.',
    labels: ['channel'],
  },
  channelsAway: {
    name: 'mayday_channel_away',
    kind: 'counter',
    help: 'Times that a channel could not be reached.',
    labels: ['channel'],
  },
} as const satisfies Record<string, Metric>;
