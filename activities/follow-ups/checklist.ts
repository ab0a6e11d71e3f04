import { bullets, code, table, text } from '../../archive/post-mortem/markdown.ts';
import { minute } from '../../workflows/contract/follow-up-sentences.ts';
import type { FollowUpItem, FollowUpsView } from '../../workflows/contract/follow-ups.ts';
import { actorName } from '../../workflows/contract/people.ts';

/** The follow-ups of an incident as Markdown: a table a list, and how to settle an item. People's text is escaped. */
export function checklist(view: FollowUpsView): string {
  const { incident, systemTitle, label, summary, endedAt, items, assumed } = view;
  const lists = [...new Set(items.map(({ list }) => list))];
  const review = items.find(({ meets }) => meets !== undefined)?.meets;
  return `${[
    `# Follow-ups of ${incident}: ${text(summary)}`,
    `${text(systemTitle)}, ${text(label)}, resolved ${minute(endedAt)}. [Post-mortem](post-mortem.md)`,
    ...(review ? [`The review is on ${minute(review)}: [invitation](review.ics)`] : []),
    ...lists.flatMap((title) => [`## ${text(title)}`, rows(items.filter(({ list }) => list === title))]),
    `Settle an item with ${code(`mayday done ${incident} 1`)} or ${code(`mayday drop ${incident} 1 --reason "…"`)}.`,
    ...(assumed.length > 0 ? ['## Assumed', bullets(assumed.map(text))] : []),
  ].join('\n\n')}\n`;
}

function rows(items: FollowUpItem[]): string {
  return table(
    ['', 'to do', 'owner', 'due', 'state'],
    items.map((item) => [
      String(item.number),
      text(item.title),
      text(item.owner ?? 'nobody yet'),
      `${minute(item.due)}${item.assumed ? ' (assumed)' : ''}`,
      stateOf(item),
    ]),
  );
}

function stateOf({ state, settledBy, settledAt, reason }: FollowUpItem): string {
  if (state === 'open' || !settledBy || !settledAt) return state;
  const why = reason ? `: ${text(reason)}` : '';
  return `${state} by ${text(actorName(settledBy))}, ${minute(settledAt)}${why}`;
}
