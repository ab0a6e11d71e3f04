import type { Button, KnownBlock } from '@slack/web-api';
import type { Notice } from '../../workflows/contract/notices.ts';
import { buttonValue, slackActions, slackText } from '../../workflows/contract/slack.ts';

/** Of a section. Slack's limit is 3,000, and about 13,000 for all blocks of a message. */
const longestSection = 2_400;
const longestText = 1_500;
const mostSections = 2;

/** Of the text that notifications and screen readers get. */
export const longestFallback = 2_000;

export const ids = {
  title: 'mayday_title',
  says: 'mayday_says',
  state: 'mayday_state',
  clocks: 'mayday_clocks',
  buttons: 'mayday_buttons',
};

/** A message as Slack takes it. */
export interface Written {
  text: string;
  blocks: KnownBlock[];
}

export function plain(words: string): string {
  return slackText(words, longestText);
}

/** Lines of people or systems as at most two sections. */
export function lines(given: string[]): KnownBlock[] {
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

export function text(block_id: string, mrkdwn: string): KnownBlock {
  return { type: 'section', block_id, text: { type: 'mrkdwn', text: mrkdwn.trim() || '–', verbatim: true } };
}

/** At most ten lines. */
export function context(block_id: string, ...mrkdwn: string[]): KnownBlock {
  const elements = mrkdwn
    .slice(0, 10)
    .map((line) => ({ type: 'mrkdwn' as const, text: line, verbatim: true }));
  return { type: 'context', block_id, elements };
}

export function buttons(...elements: Button[]): KnownBlock {
  return { type: 'actions', block_id: ids.buttons, elements };
}

/** A button that leads to the incident; to its plan only where the plan is given. */
export function button(
  { keyId, workflowId, system }: Notice,
  action: keyof typeof slackActions,
  label: string,
  plan?: Notice['plan'],
): Button {
  const takesReason = plan?.risk === 'destructive' ? ({ takesReason: true } as const) : {};
  const about = plan && { id: plan.id, hash: plan.hash, title: plan.title, ...takesReason };
  return {
    type: 'button',
    action_id: slackActions[action],
    text: { type: 'plain_text', text: label },
    value: buttonValue({ keyId, workflowId, system, ...(about ? { plan: about } : {}) }),
  };
}

/** An instant as the reader's own clock has it, and how far off it is. */
export function when(instant: string): string {
  const seconds = Math.floor(Date.parse(instant) / 1_000);
  return `<!date^${seconds}^{time} ({ago})|${instant.slice(11, 16)} UTC>`;
}
