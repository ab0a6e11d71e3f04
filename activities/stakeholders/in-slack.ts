import type { WebClient } from '@slack/web-api';
import type { Notice } from '../../workflows/contract/notices.ts';
import { slackText } from '../../workflows/contract/slack.ts';
import type { Channel } from '../dependencies.ts';
import { aboutOf } from '../slack/about.ts';
import { lines, plain, type Written } from '../slack/block-parts.ts';
import type { Directory } from '../slack/directory.ts';
import { slackFailure } from '../slack/failures.ts';
import { placesOf } from '../slack/places.ts';
import type { Thread, Threads } from '../slack/thread.ts';
import { plainWords } from './words.ts';

export interface SlackStakeholdersParts {
  web: WebClient;
  channel: string;
  directory: Directory;
}

/**
 * Stakeholders in Slack: a message an incident, and below it, shown in the channel as well, where the incident is now;
 * of what piled up only the newest. Found again by metadata before anything is posted. Throws like `slackFailure`.
 */
export function stakeholdersInSlack({ web, channel, directory }: SlackStakeholdersParts): Channel {
  const places = placesOf(web, directory);
  return {
    async say(...notices) {
      for (const [, ofIncident] of Map.groupBy(notices.map(asTheirs), ({ keyId }) => keyId)) {
        await sayNewest(ofIncident);
      }
    },
  };

  async function sayNewest(notices: Notice[]): Promise<void> {
    const newest = notices.at(-1);
    if (!newest) return;
    try {
      const threads = await places.shared(channel);
      const thread = await threads.read(newest);
      if (!thread) await threads.open({ ...aboutOf(newest), kind: 'headline' }, written(newest));
      else if (!isSaid(thread, newest)) await reply(threads, thread, newest);
    } catch (error) {
      places.forget(newest.keyId);
      places.forgetNames();
      throw slackFailure(error);
    }
  }
}

/** What the responders read of the incident is another thread, even in the same channel. */
function asTheirs(notice: Notice): Notice {
  return { ...notice, keyId: `${notice.keyId}-stakeholders`, plan: undefined, acknowledgedBy: undefined };
}

async function reply(threads: Threads, thread: Thread, notice: Notice): Promise<void> {
  await threads.reply(thread, { ...aboutOf(notice), kind: 'update' }, written(notice), true);
}

/** Itself, or what came after it. */
function isSaid({ headline, replies }: Thread, { entryId, at }: Notice): boolean {
  return [headline, ...replies].some(({ about }) => about.entry_id === entryId || about.as_of > at);
}

function written(notice: Notice): Written {
  const { subject, lines: below } = plainWords(notice);
  return {
    text: slackText([subject, ...below].join('\n'), 2_000),
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text: `*${plain(subject)}*`, verbatim: true } },
      ...lines(below),
    ],
  };
}
