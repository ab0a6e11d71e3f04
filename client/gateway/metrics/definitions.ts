/** A metric of the gateway. */
export interface GatewayMetric {
  name: string;
  kind: 'counter' | 'gauge' | 'histogram';
  help: string;
  labels: readonly string[];
}

/** What the gateway counts as it happens. */
export const counted = {
  requests: {
    name: 'mayday_gateway_requests_total',
    kind: 'counter',
    help: 'Requests by door and answer; 413 = larger than 5 MB, 503 = not on record.',
    labels: ['door', 'method', 'status'],
  },
  durations: {
    name: 'mayday_gateway_request_duration_seconds',
    kind: 'histogram',
    help: 'How long an answer took.',
    labels: ['door'],
  },
  refused: {
    name: 'mayday_gateway_refused_total',
    kind: 'counter',
    help: 'Messages whose signature or credentials are not those of their sender.',
    labels: ['door'],
  },
  alerts: {
    name: 'mayday_gateway_alerts_total',
    kind: 'counter',
    help: 'Alerts by system and outcome: recorded, held by maintenance, or resolved with nothing open; system "unknown" = no route took them.',
    labels: ['system', 'outcome'],
  },
} as const satisfies Record<string, GatewayMetric>;

/** What it asks Temporal for when it is scraped, at most each 15 s. */
export const asked = {
  temporal: {
    name: 'mayday_temporal_up',
    kind: 'gauge',
    help: '1 if Temporal answered the gateway.',
    labels: [],
  },
  paged: {
    name: 'mayday_watchman_paged',
    kind: 'gauge',
    help: '1 while the gateway has paged on-call itself because Temporal is away; absent without MAYDAY_PAGERDUTY_ROUTING_KEY.',
    labels: [],
  },
  pollers: {
    name: 'mayday_queue_pollers',
    kind: 'gauge',
    help: 'Workers that polled a queue of the catalogue within 75 s.',
    labels: ['queue', 'takes'],
  },
  open: {
    name: 'mayday_incidents_open',
    kind: 'gauge',
    help: 'Open incidents.',
    labels: ['system', 'severity', 'phase', 'mode'],
  },
  silent: {
    name: 'mayday_incidents_silent',
    kind: 'gauge',
    help: 'Open incidents that did not answer when they were asked: no worker runs them, or they are stuck.',
    labels: [],
  },
  approvals: {
    name: 'mayday_approvals_waiting',
    kind: 'gauge',
    help: 'Plans that wait for a decision.',
    labels: ['system', 'severity'],
  },
  oldestApproval: {
    name: 'mayday_approval_oldest_seconds',
    kind: 'gauge',
    help: 'How long the plan waits that has waited longest; 0 where none does.',
    labels: ['severity'],
  },
  unsaid: {
    name: 'mayday_notices_waiting',
    kind: 'gauge',
    help: 'Notices that wait to be said, by channel.',
    labels: ['channel'],
  },
  problems: {
    name: 'mayday_catalogue_problems',
    kind: 'gauge',
    help: 'Things that are wrong with files of the catalogue, as the gateway sees it.',
    labels: [],
  },
} as const satisfies Record<string, GatewayMetric>;
