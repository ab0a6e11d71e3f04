import type { KnownBlock } from '@slack/web-api';
import type { Notice } from '../../workflows/contract/notices.ts';
import { slackText } from '../../workflows/contract/slack.ts';
import type { Clocks } from './about.ts';
import {
  button,
  buttons,
  context,
  ids,
  lines,
  longestFallback,
  plain,
  text,
  type Written,
  when,
} from './block-parts.ts';

const ended: Notice['phase'][] = ['resolved', 'cancelled', 'failed'];

/** What a headline is made of. */
export interface Headlined {
  /** As the incident is now. */
  notice: Notice;
  /** Whose text says what has happened; without it the blocks that are there already do. */
  opening?: Notice;
  kept?: KnownBlock[];
  /** The incident has a channel of its own: this headline only leads there, and has no buttons. */
  own?: string;
}

/** An incident's headline: what happened, where it is now, what comes next, and what anybody can do about it while it is open. */
export function headline({ notice, opening, kept = [], own }: Headlined): Written {
  const { incident, label, system, phase } = notice;
  const title = `${incident} · ${label} · ${system}`;
  const known = kept.filter(({ block_id }) => block_id?.startsWith(ids.says));
  const says = opening ? [text(ids.says, plain(opening.text)), ...lines(opening.details)] : known;
  const open = !ended.includes(phase);
  return {
    text: slackText(opening ? `${title}: ${opening.text}` : `${title}: ${phase}`, longestFallback),
    blocks: [
      text(ids.title, `*${plain(title)}*`),
      ...says,
      context(ids.state, standing(notice)),
      ...(own ? [text('mayday_own', `Everything about it is in <#${own}>`)] : []),
      ...(open && !own ? [...next(notice.clocks), choices(notice)] : []),
    ],
  };
}

function standing({ phase, acknowledgedBy, commander }: Notice): string {
  const acknowledged = acknowledgedBy ? `acknowledged by ${plain(acknowledgedBy)}` : 'not acknowledged';
  return [`*${phase}*`, acknowledged, ...(commander ? [`commander: ${plain(commander)}`] : [])].join(' · ');
}

function next(clocks: Clocks = []): KnownBlock[] {
  if (clocks.length === 0) return [];
  const said = clocks.map(({ name, due, fires }) =>
    name === 'update' ? `next update ${when(due)}` : `${when(due)}: ${plain(fires)}`,
  );
  return [context(ids.clocks, ...said)];
}

function choices(notice: Notice): KnownBlock {
  return buttons(
    ...(notice.acknowledgedBy ? [] : [button(notice, 'acknowledge', 'Acknowledge')]),
    button(notice, 'assign', 'Assign'),
    button(notice, 'severity', 'Severity'),
    button(notice, 'update', 'Update'),
  );
}
