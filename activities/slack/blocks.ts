import type { Button, KnownBlock } from '@slack/web-api';
import type { Notice } from '../../workflows/contract/notices.ts';
import { buttonValue, slackActions, slackText } from '../../workflows/contract/slack.ts';

/** Of a section. Slack's limit is 3,000, and about 13,000 for all blocks of a message. */
const longestSection = 2_400;
const longestText = 1_500;
const mostSections = 2;

/** Of the text that notifications and screen readers get. */
const longestFallback = 2_000;

const ids = { title: 'mayday_title', says: 'mayday_says', state: 'mayday_state', buttons: 'mayday_buttons' };

/** A message as Slack takes it. */
export interface Written {
  text: string;
  blocks: KnownBlock[];
}

const ended: Notice['phase'][] = ['resolved', 'cancelled', 'failed'];

/** An incident's headline: where it is now, and a button as long as nobody has acknowledged. `kept` = what is there already. */
export function headline(notice: Notice, kept: KnownBlock[] = []): Written {
  const { incident, label, system, phase, acknowledgedBy } = notice;
  const title = `${incident} · ${label} · ${system}`;
  const known = kept.filter(({ block_id }) => block_id?.startsWith(ids.says));
  const says =
    notice.kind === 'headline' ? [text(ids.says, plain(notice.text)), ...lines(notice.details)] : known;
  const acknowledged = acknowledgedBy ? `acknowledged by ${plain(acknowledgedBy)}` : 'not acknowledged';
  const open = !ended.includes(phase);
  return {
    text: slackText(
      notice.kind === 'headline' ? `${title}: ${notice.text}` : `${title}: ${phase}`,
      longestFallback,
    ),
    blocks: [
      text(ids.title, `*${plain(title)}*`),
      ...says,
      context(ids.state, `*${phase}* · ${acknowledged}`),
      ...(open && !acknowledgedBy ? [buttons(button(notice, 'acknowledge', 'Acknowledge'))] : []),
    ],
  };
}

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
  return buttons(
    { ...button(notice, 'approve', 'Approve'), style: 'primary' },
    { ...button(notice, 'reject', 'Reject'), style: 'danger' },
    button(notice, 'details', 'Details'),
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
  return `*${status}* · ${slackText(says, longestText)} · ${at.slice(11, 19)} UTC`;
}

/** Everything else; `mentions` wakes people. */
export function reply(notice: Notice, mentions: string[]): Written {
  const called = mentions.length > 0 ? `${mentions.join(' ')} ` : '';
  return {
    text: `${called}${slackText(notice.text, longestFallback)}`,
    blocks: [text(ids.title, `${called}${plain(notice.text)}`), ...lines(notice.details)],
  };
}

/** An answer for one person alone. */
export function answer(notice: Notice): Written {
  return {
    text: slackText(`${notice.incident}: ${notice.text}`, longestFallback),
    blocks: [text(ids.title, `*${notice.incident}* ${plain(notice.text)}`), ...lines(notice.details)],
  };
}

function plain(words: string): string {
  return slackText(words, longestText);
}

function lines(given: string[]): KnownBlock[] {
  const sections: string[] = [];
  for (const [i, line] of given.entries()) {
    const escaped = slackText(line, longestSection - 100);
    const last = sections.at(-1);
    if (last !== undefined && last.length + escaped.length < longestSection - 100) {
      sections[sections.length - 1] = `${last}\n${escaped}`;
    } else if (sections.length < mostSections) sections.push(escaped);
    else {
      sections[sections.length - 1] += `\n… and ${given.length - i} more lines`;
      break;
    }
  }
  return sections
    .filter((section) => section.trim() !== '')
    .map((section, i) => text(`${ids.says}_${i}`, section));
}

function text(block_id: string, mrkdwn: string): KnownBlock {
  return { type: 'section', block_id, text: { type: 'mrkdwn', text: mrkdwn.trim() || '–', verbatim: true } };
}

function context(block_id: string, mrkdwn: string): KnownBlock {
  return { type: 'context', block_id, elements: [{ type: 'mrkdwn', text: mrkdwn, verbatim: true }] };
}

function buttons(...elements: Button[]): KnownBlock {
  return { type: 'actions', block_id: ids.buttons, elements };
}

function button(notice: Notice, action: keyof typeof slackActions, label: string): Button {
  const { keyId, workflowId, system, plan } = notice;
  const takesReason = plan?.risk === 'destructive' ? ({ takesReason: true } as const) : {};
  const about = plan && { id: plan.id, hash: plan.hash, title: plan.title, ...takesReason };
  return {
    type: 'button',
    action_id: slackActions[action],
    text: { type: 'plain_text', text: label },
    value: buttonValue({
      keyId,
      workflowId,
      system,
      ...(about && action !== 'acknowledge' ? { plan: about } : {}),
    }),
  };
}
