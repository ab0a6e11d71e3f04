import type { Catalogue } from '../../systems/catalogue.ts';
import type { Notice } from '../../workflows/contract/notices.ts';
import {
  dedupKey,
  endsAlerts,
  type PagerDutyAction,
  pagerDutyActions,
} from '../../workflows/contract/pager-duty.ts';
import type { Channel } from '../dependencies.ts';
import { memory } from '../notify/memory.ts';
import { type EventsPlace, type PagerDutyEvent, sendEvent } from './events.ts';

export interface PagerDutyChannelParts extends EventsPlace {
  catalogue: Pick<Catalogue, 'file'>;
}

/** PagerDuty takes 512 KB, and shows a few lines. */
const longest = { summary: 1_000, detail: 300, details: 12, links: 5, href: 1_000, word: 200 };

const severities = { P0: 'critical', P1: 'error', P2: 'warning', P3: 'info' } as const;

/**
 * The channel `pagerDuty`: an alert for each page, all of them acknowledged and resolved with the incident. PagerDuty knows an
 * alert by its key, so what is said again changes nothing. What is over by now wakes nobody. Throws like `sendEvent`.
 */
export function pagerDutyChannel({ catalogue, ...place }: PagerDutyChannelParts): Channel {
  const sent = memory();
  return {
    async say(...notices) {
      const over = notices.findLastIndex(endsAlerts);
      for (const notice of notices.slice(Math.max(over, 0))) {
        const actions = pagerDutyActions(notice);
        await Promise.all(
          actions.map(async ({ action, alert }) => {
            const event = eventOf(notice, action, alert, catalogue);
            // Tried again after it was resolved, a question would wake somebody once more.
            const name = `${action} ${event.dedup_key} ${notice.entryId}`;
            if (sent.has(name)) return;
            await sendEvent(place, event);
            sent.add(name);
          }),
        );
      }
    },
  };
}

function eventOf(
  notice: Notice,
  action: PagerDutyAction,
  alert: string,
  catalogue: PagerDutyChannelParts['catalogue'],
): PagerDutyEvent {
  const { keyId, workflowId, system, severity, about, at, incident, label, text } = notice;
  const dedup_key = dedupKey({ keyId, alert, workflowId });
  if (action !== 'trigger') return { event_action: action, dedup_key };
  return {
    event_action: action,
    dedup_key,
    client: 'Mayday',
    payload: {
      summary: cut(`${incident} ${label} ${system}: ${text}`, longest.summary),
      source: cut(system, longest.word),
      severity: severity ? severities[severity] : 'critical',
      timestamp: at,
      component: cut(system, longest.word),
      group: incident,
      ...(about ? { class: about } : {}),
      custom_details: detailsOf(notice),
    },
    links: linksOf(system, catalogue),
  };
}

function detailsOf({ incident, phase, people, details, insteadOf, kind }: Notice): Record<string, string> {
  const lines = details.flatMap((detail) => detail.split('\n')).filter((line) => line.trim() !== '');
  const left = lines.length - longest.details;
  const shown = lines.slice(0, longest.details).map((line) => cut(line, longest.detail));
  return {
    phase,
    ...(people.length > 0 ? { for: cut(people.join(', '), longest.detail) } : {}),
    ...(insteadOf ? { because: `${insteadOf} cannot be reached` } : {}),
    ...(shown.length > 0
      ? { details: [...shown, ...(left > 0 ? [`… and ${left} more lines`] : [])].join('\n') }
      : {}),
    look: `mayday show ${incident}`,
    ...(kind === 'page' ? { acknowledge: `here, or mayday ack ${incident}` } : {}),
  };
}

/** A broken file must not keep a page back. */
function linksOf(
  system: string,
  catalogue: PagerDutyChannelParts['catalogue'],
): NonNullable<PagerDutyEvent['links']> {
  try {
    const { links } = catalogue.file(system);
    return Object.values(links)
      .flatMap((titled) => Object.entries(titled ?? {}))
      .filter(([, href]) => /^https?:\/\//.test(href) && href.length <= longest.href)
      .slice(0, longest.links)
      .map(([title, href]) => ({ href, text: cut(title, longest.word) }));
  } catch {
    return [];
  }
}

function cut(text: string, most: number): string {
  const line = text.replace(/\p{Cc}+/gu, ' ');
  return line.length <= most ? line : `${line.slice(0, most - 1).toWellFormed()}…`;
}
