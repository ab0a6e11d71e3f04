import { followUpLine, followUpSentence } from '../contract/follow-up-sentences.ts';
import type { FollowUpFact, FollowUpItem, FollowUpsView } from '../contract/follow-ups.ts';
import { actorName } from '../contract/people.ts';
import type { TimelineEntry } from '../contract/timeline.ts';

/** The follow-ups as a page of Markdown for the Temporal UI (no images, no HTML, under 20 KB). */
export function board(view: FollowUpsView, timeline: TimelineEntry<FollowUpFact>[]): string {
  const { incident, label, systemTitle, summary, items } = view;
  const settled = items.filter(({ state }) => state !== 'open').length;
  return [
    `## ${incident} · ${label} · follow-ups: ${settled} of ${items.length} settled`,
    `**${systemTitle}** — ${summary}`,
    '',
    ...items.map((item) => `- ${mark(item)} ${followUpLine(item)}${ending(item)}`),
    '',
    '### Last entries',
    ...timeline.slice(-8).map(({ at, fact }) => `- ${at} ${followUpSentence(fact, items).slice(0, 500)}`),
    '',
    `\`mayday done ${incident} 1\`, or the signal \`done\` with \`{"item": 1, "by": "NAME"}\`.`,
  ]
    .join('\n')
    .slice(0, 18_000);
}

function mark({ state, overdueAt }: FollowUpItem): string {
  if (state !== 'open') return state === 'done' ? '✅' : '✖';
  return overdueAt ? '🚨' : '☐';
}

function ending({ state, settledBy, reason }: FollowUpItem): string {
  if (state === 'open' || !settledBy) return '';
  return ` — ${state} by ${actorName(settledBy)}${reason ? `: ${reason}` : ''}`;
}
