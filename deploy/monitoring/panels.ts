/** A panel of the dashboard: a picture of one or more questions to Prometheus. */
export interface PanelOf {
  title: string;
  kind: 'stat' | 'timeseries';
  /** Columns of 24. */
  width: number;
  unit: 'short' | 's' | 'reqps';
  /** Expression → legend. */
  asks: Record<string, string>;
  /** From this value on it is red. */
  redFrom?: number;
}

const live = 'mode="live",system=~"$system"';

/** Rows of panels, from top to bottom. */
export const rows: Record<string, PanelOf[]> = {
  Now: [
    stat('Open incidents', `sum(mayday_incidents_open{${live}}) or vector(0)`),
    stat('Plans that wait', 'sum(mayday_approvals_waiting{system=~"$system"}) or vector(0)', 1),
    { ...stat('Oldest plan', 'max(mayday_approval_oldest_seconds)', 300), unit: 's' },
    stat('Notices unsaid', 'sum(mayday_notices_waiting) or vector(0)', 10),
    stat('Silent incidents', 'max(mayday_incidents_silent)', 1),
    stat('Least workers on a queue', 'min(mayday_queue_pollers)'),
  ],
  Incidents: [
    lines('Open, by severity', { [`sum by (severity) (mayday_incidents_open{${live}})`]: '{{severity}}' }),
    lines('Opened an hour, by system', {
      [`sum by (system) (increase(mayday_incidents_opened_total{${live}}[1h]))`]: '{{system}}',
    }),
    lines('Missed targets an hour', {
      [`sum by (clock) (increase(mayday_targets_missed_total{${live}}[1h]))`]: '{{clock}}',
    }),
    lines('Time to acknowledge', percentiles('mayday_incident_time_to_acknowledge_seconds'), 's'),
    lines('Time to resolve', percentiles('mayday_incident_time_to_resolve_seconds'), 's'),
    lines('Mean over a day', means(), 's'),
  ],
  Changes: [
    lines('Decisions an hour', {
      'sum by (decision) (increase(mayday_approvals_decided_total{system=~"$system"}[1h]))': '{{decision}}',
    }),
    lines('From plan to decision', percentiles('mayday_approval_wait_seconds'), 's'),
    lines('Effects an hour', {
      'sum by (action, outcome) (increase(mayday_effects_total{system=~"$system"}[1h]))':
        '{{action}} {{outcome}}',
    }),
    lines('Plans applied an hour', {
      'sum by (outcome, undo) (increase(mayday_plans_applied_total{system=~"$system"}[1h]))':
        '{{outcome}}, undo: {{undo}}',
    }),
  ],
  Doors: [
    lines(
      'Requests',
      { 'sum by (door, status) (rate(mayday_gateway_requests_total[5m]))': '{{door}} {{status}}' },
      'reqps',
    ),
    lines(
      'Answers, 99th percentile',
      {
        'histogram_quantile(0.99, sum by (le, door) (rate(mayday_gateway_request_duration_seconds_bucket[5m])))':
          '{{door}}',
      },
      's',
    ),
    lines('Alerts an hour', {
      'sum by (system, outcome) (increase(mayday_gateway_alerts_total[1h]))': '{{system}} {{outcome}}',
    }),
    lines('Refused an hour', { 'sum by (door) (increase(mayday_gateway_refused_total[1h]))': '{{door}}' }),
  ],
  Workers: [
    lines('Workers on queues', { mayday_queue_pollers: '{{queue}} {{takes}}' }),
    lines(
      'Activities wait for a worker, 95th percentile',
      {
        'histogram_quantile(0.95, sum by (le, task_queue) (rate(temporal_activity_schedule_to_start_latency_seconds_bucket[5m])))':
          '{{task_queue}}',
      },
      's',
    ),
    lines('Attempts of activities that failed, an hour', {
      'sum by (activity_type) (increase(temporal_activity_execution_failed_total[1h]))': '{{activity_type}}',
    }),
    lines('Workflow tasks that failed, an hour', {
      'sum by (workflow_type) (increase(temporal_workflow_task_execution_failed_total[1h]))':
        '{{workflow_type}}',
    }),
    lines('Event loop lag', { nodejs_eventloop_lag_p99_seconds: '{{job}} {{instance}}' }, 's'),
    lines('Memory (MB)', { 'process_resident_memory_bytes / 1e6': '{{job}} {{instance}}' }),
  ],
};

function stat(title: string, expression: string, redFrom?: number): PanelOf {
  const red = redFrom === undefined ? {} : { redFrom };
  return { title, kind: 'stat', width: 4, unit: 'short', asks: { [expression]: '' }, ...red };
}

function lines(title: string, asks: Record<string, string>, unit: PanelOf['unit'] = 'short'): PanelOf {
  return { title, kind: 'timeseries', width: 8, unit, asks };
}

function percentiles(histogram: string): Record<string, string> {
  const rate = `sum by (le) (rate(${histogram}_bucket{system=~"$system"}[1d]))`;
  return {
    [`histogram_quantile(0.5, ${rate})`]: 'half',
    [`histogram_quantile(0.9, ${rate})`]: '9 of 10',
  };
}

/** MTTA and MTTR. */
function means(): Record<string, string> {
  const mean = (histogram: string) =>
    `sum(rate(${histogram}_sum{${live}}[1d])) / sum(rate(${histogram}_count{${live}}[1d]))`;
  return {
    [mean('mayday_incident_time_to_acknowledge_seconds')]: 'acknowledge (MTTA)',
    [mean('mayday_incident_time_to_resolve_seconds')]: 'resolve (MTTR)',
  };
}
