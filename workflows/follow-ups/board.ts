import { code, page, plain, section } from '../cockpit/markdown.ts';
import { timeOf } from '../cockpit/times.ts';
import { signalsTitle } from '../cockpit/to-paste.ts';
import { followUpLine, followUpSentence } from '../contract/follow-up-sentences.ts';
import type { FollowUpFact, FollowUpItem, FollowUpsView } from '../contract/follow-ups.ts';
import { actorName } from '../contract/people.ts';
import type { TimelineEntry } from '../contract/timeline.ts';

/** The follow-ups as a page of Markdown for the Temporal UI (no images, no HTML, under 20 KB). */
export function board(view: FollowUpsView, timeline: TimelineEntry<FollowUpFact>[], seen: string): string {
  const { incident, label, systemTitle, summary, items } = view;
  const open = items.filter(({ state }) => state === 'open');
  const lines = [
    `## ${incident} · ${plain(label)} · follow-ups: ${items.length - open.length} of ${items.length} settled`,
    '',
    `**${plain(systemTitle)}** — ${plain(summary, 1_000)}`,
    '',
    ...items.map((item) => `- ${mark(item)} ${plain(followUpLine(item))}${ending(item)}`),
    ...section(
      signalsTitle,
      open
        .slice(0, 1)
        .flatMap(({ number: item }) => [
          `- An item is done: **done** ${json({ item, by: 'NAME' })}`,
          `- An item will not be done: **drop** ${json({ item, reason: '…', by: 'NAME' })}`,
          `- Another owner: **assign** ${json({ item, to: 'NAME', by: 'NAME' })}`,
          `- Write something on the timeline: **note** ${json({ text: '…', by: 'NAME' })}`,
        ]),
    ),
    ...section(
      'Last entries',
      timeline
        .slice(-8)
        .map(({ at, fact }) => `- ${timeOf(at, seen)} ${plain(followUpSentence(fact, items), 500)}`),
    ),
  ];
  return page(lines, `There is more: ${code(`mayday follow-ups ${incident}`)}`);
}

function json(input: Record<string, unknown>): string {
  return code(JSON.stringify(input));
}

function mark({ state, overdueAt }: FollowUpItem): string {
  if (state !== 'open') return state === 'done' ? '✅' : '✖';
  return overdueAt ? '🚨' : '☐';
}

function ending({ state, settledBy, reason }: FollowUpItem): string {
  if (state === 'open' || !settledBy) return '';
  return ` — ${state} by ${plain(actorName(settledBy))}${reason ? `: ${plain(reason)}` : ''}`;
}
