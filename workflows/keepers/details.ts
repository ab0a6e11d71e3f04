import { code, page, plain, section } from '../cockpit/markdown.ts';
import { type Freeze, freezeSentence, thawCommand } from '../contract/freeze.ts';
import type { LeaseView } from '../contract/lease.ts';
import type { MaintenanceWindow } from '../contract/maintenance.ts';
import type { WatchedHeartbeat } from '../contract/watchdog.ts';

// What the Temporal UI shows of a keeper, as Markdown.

export function freezeDetails(frozen: Freeze): string {
  const thaw = code(JSON.stringify({ by: 'NAME', reason: '…' }));
  return page(
    [
      '## FROZEN',
      '',
      `${plain(freezeSentence(frozen), 1_000)}. No plan can be approved or applied; checks, clocks and pages go on.`,
      '',
      `It ends with ${code(thawCommand(frozen))}, or the signal **thaw** ${thaw}`,
    ],
    '',
  );
}

export function leaseDetails({ target, system, holder, queue, changes }: LeaseView): string {
  const held = holder
    ? `Held by ${plain(holder.incident)} until ${minute(holder.until)}: plan ${holder.plan}, ${plain(holder.what)}`
    : 'Free';
  return page(
    [
      `## ${plain(target)} of ${plain(system)}`,
      '',
      held,
      ...section(
        'Who waits for it',
        queue.map(({ incident }) => `- ${plain(incident)}`),
      ),
      ...section(
        'Changed within the last hour',
        changes.map((at) => `- ${minute(at)}`),
      ),
    ],
    'There is more: `mayday leases`',
  );
}

export function watchdogDetails(watched: readonly WatchedHeartbeat[]): string {
  return page(
    [
      '## Heartbeats',
      '',
      ...watched.map(({ name, lastAt, lostAt }) =>
        lostAt
          ? `- 🚨 **LOST** ${plain(name)}: last heard at ${minute(lastAt)}`
          : `- ✅ ${plain(name)}: last heard at ${minute(lastAt)}`,
      ),
    ],
    'There are more: the query `heartbeats`',
  );
}

export function maintenanceDetails(
  [window]: readonly MaintenanceWindow[],
  { held, resolved }: { held: number; resolved: number },
): string {
  const why = window
    ? `Maintenance until ${minute(window.until)}: ${plain(window.reason, 1_000)}`
    : 'No maintenance';
  return `${why}\n\n- Alerts held: ${held}\n- Resolved meanwhile: ${resolved}`;
}

/** RFC 3339 → `2026-01-02 03:12:05 UTC` */
function minute(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 19)} UTC`;
}
