import type { KnownBlock } from '@slack/web-api';
import type { Notice } from '../../workflows/contract/notices.ts';
import { slackText } from '../../workflows/contract/slack.ts';
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
} from './block-parts.ts';

/** Of all entries that one message tells together. */
const longestPile = 6_000;
const longestOfPile = 1_200;
const longestDecision = 1_500;

/** A question to people. One about a plan has buttons, until it is `decided`, which is a sentence; `counted` = who has approved so far. */
export function question(notice: Notice, decided?: string, counted?: string): Written {
  const { plan } = notice;
  const progress = counted ? [context(ids.state, plain(counted))] : [];
  const asked = [text(ids.title, `*${plain(notice.text)}*`), ...lines(notice.details)];
  const below = decided ? [context(ids.state, decided)] : plan ? [...progress, choices(notice)] : [];
  return {
    text: slackText(`${notice.incident}: ${notice.text}`, longestFallback),
    blocks: [...asked, ...below],
  };
}

function choices(notice: Notice): KnownBlock {
  const { plan } = notice;
  return buttons(
    { ...button(notice, 'approve', 'Approve', plan), style: 'primary' },
    { ...button(notice, 'reject', 'Reject', plan), style: 'danger' },
    button(notice, 'details', 'Details', plan),
  );
}

/** A question that is not open any more: who decided stands where the buttons were. */
export function settled({ text: asked, blocks }: Written, decided: string): Written {
  const stays = blocks.filter(({ block_id }) => block_id !== ids.buttons && block_id !== ids.state);
  return { text: asked, blocks: [...stays, context(ids.state, decided)] };
}

/** A question that is still open: who has approved so far stands above the buttons. */
export function progressed({ text: asked, blocks }: Written, counted: string): Written {
  const stays = blocks.filter(({ block_id }) => block_id !== ids.state);
  const at = stays.findIndex(({ block_id }) => block_id === ids.buttons);
  return {
    text: asked,
    blocks: stays.toSpliced(at < 0 ? stays.length : at, 0, context(ids.state, plain(counted))),
  };
}

/** What became of a plan, as the line below its question. */
export function decision(status: string, says: string, at: string): string {
  return `*${status}* · ${slackText(says, longestDecision)} · ${at.slice(11, 19)} UTC`;
}

/** One entry; `mentions` wakes people. */
export function reply(notice: Notice, mentions: string[]): Written {
  const called = calling(mentions);
  return {
    text: `${called}${slackText(notice.text, longestFallback)}`,
    blocks: [text(ids.title, `${called}${plain(notice.text)}`), ...lines(notice.details)],
  };
}

/** Several entries that piled up, each with its time. */
export function pile(notices: readonly Notice[], mentionsOf: (notice: Notice) => string[]): Written {
  const most = Math.min(longestOfPile, Math.floor(longestPile / notices.length));
  const title = `${notices.length} updates since ${notices[0]?.at.slice(11, 19)} UTC`;
  const told = notices.map((notice, i) => {
    const words = slackText([notice.text, ...notice.details].join('\n'), most);
    return text(`${ids.says}_${i}`, `*${notice.at.slice(11, 19)}* ${calling(mentionsOf(notice))}${words}`);
  });
  const texts = notices.map(({ text: says }) => says).join('; ');
  return {
    text: slackText(`${title}: ${texts}`, longestFallback),
    blocks: [text(ids.title, `*${title}*`), ...told],
  };
}

/** An answer for one person alone. */
export function answer(notice: Notice): Written {
  return {
    text: slackText(`${notice.incident}: ${notice.text}`, longestFallback),
    blocks: [text(ids.title, `*${notice.incident}* ${plain(notice.text)}`), ...lines(notice.details)],
  };
}

function calling(mentions: string[]): string {
  return mentions.length > 0 ? `${mentions.join(' ')} ` : '';
}
