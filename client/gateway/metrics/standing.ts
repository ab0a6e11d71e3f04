import { Gauge, type Registry } from 'prom-client';
import { unknownSystem } from '../../../workflows/contract/metrics.ts';
import type { Seen } from '../../board/reader.ts';
import { asked, type GatewayMetric } from './definitions.ts';
import type { Observation } from './observer.ts';

/** What of the process itself is shown beside what Temporal says. */
export interface Itself {
  systems(): string[];
  problems(): number;
  /** Undefined where there is no watchman. */
  paged(): boolean | undefined;
}

const severities = ['P0', 'P1', 'P2', 'P3'] as const;

/** Makes the gauges; what it gives back writes them anew from a look. What nobody could say is absent, never 0. */
export function standingGauges(registry: Registry, itself: Itself, clock: () => number = Date.now) {
  const gauge = ({ name, help, labels }: GatewayMetric) =>
    new Gauge({ name, help, labelNames: [...labels], registers: [registry] });
  const { temporal, paged, pollers, open, silent, approvals, oldestApproval, unsaid, problems } = {
    temporal: gauge(asked.temporal),
    paged: gauge(asked.paged),
    pollers: gauge(asked.pollers),
    open: gauge(asked.open),
    silent: gauge(asked.silent),
    approvals: gauge(asked.approvals),
    oldestApproval: gauge(asked.oldestApproval),
    unsaid: gauge(asked.unsaid),
    problems: gauge(asked.problems),
  };

  function showOpen(incidents: readonly Seen[], known: ReadonlySet<string>): void {
    for (const severity of severities) oldestApproval.set({ severity }, 0);
    silent.set(0);
    const oldest = new Map<string, number>();
    for (const { glance, workflowId, silent: isSilent, trouble, ...listed } of incidents) {
      const system = known.has(listed.system) ? listed.system : unknownSystem;
      const severity = glance?.severity ?? listed.severity ?? 'unknown';
      const mode = glance?.mode ?? modeOf(workflowId);
      open.inc({ system, severity, phase: glance?.phase ?? listed.phase ?? 'unknown', mode });
      if (isSilent || trouble) silent.inc();
      for (const { since } of glance?.plans ?? []) {
        approvals.inc({ system, severity });
        const waits = since ? Math.max(0, (clock() - Date.parse(since)) / 1_000) : 0;
        oldest.set(severity, Math.max(waits, oldest.get(severity) ?? 0));
      }
      for (const [channel, many] of Object.entries(glance?.unsaid ?? {})) unsaid.inc({ channel }, many);
    }
    for (const [severity, seconds] of oldest) oldestApproval.set({ severity }, seconds);
  }

  return (look: Observation): void => {
    for (const each of [temporal, paged, pollers, open, silent, approvals, oldestApproval, unsaid, problems])
      each.reset();
    // A gauge without labels counts as 0 after a reset: what is not known must not be shown.
    for (const each of [silent, paged]) each.remove();
    temporal.set(look.temporal ? 1 : 0);
    problems.set(itself.problems());
    const hasPaged = itself.paged();
    if (hasPaged !== undefined) paged.set(hasPaged ? 1 : 0);
    for (const { queue, pollers: seen } of look.queues ?? []) {
      for (const [takes, who] of Object.entries(seen)) pollers.set({ queue, takes }, who.length);
    }
    if (look.open) showOpen(look.open.incidents, new Set(itself.systems()));
  };
}

/** By how the workflow id begins, where the incident itself says nothing. */
function modeOf(workflowId: string): string {
  const [start = ''] = workflowId.split(':');
  return start === 'incident' ? 'live' : start;
}
