import type { SlackButton } from '../../../workflows/contract/slack.ts';
import { findIncident } from '../../incidents/find.ts';
import { incidentOfChannel } from './command-line.ts';
import type { Desk, SlackAnswer } from './desk.ts';
import { createForm } from './forms/create-form.ts';
import { sayingModal } from './forms/form.ts';
import { updateForm } from './forms/incident-forms.ts';
import { buttonIn, type Shortcut } from './interaction.ts';
import { openForm, recordClick } from './on-click.ts';
import { whyNot } from './person.ts';

/** ms; the form still has to open within the trigger's 3 s. */
const lookDeadline = 1_000;

/** Answers a shortcut: slash commands do not work in threads, these do. */
export async function answerShortcut(desk: Desk, given: Shortcut): Promise<SlackAnswer> {
  const { shortcut, message, place, triggerId } = given;
  const say = (says: string) => openForm(desk, triggerId, sayingModal(says));
  const because = whyNot(desk.catalogue, place, 'colleague');
  if (because) return await say(because);
  if (shortcut === 'create') {
    return await openForm(
      desk,
      triggerId,
      createForm(desk.catalogue, { summary: message?.text, channel: place.channel }),
    );
  }
  const button =
    message &&
    (message.button ??
      (await buttonAbove(desk, place.channel, message)) ??
      (await buttonOfChannel(desk, given.channelName)));
  if (!button) {
    return await say(
      "This message is not of an incident's thread or channel: take one that is, or write /incident list in the channel.",
    );
  }
  if (shortcut === 'acknowledge') return await recordClick(desk, given, button, { verb: 'acknowledge' });
  const about = { ...button, channel: place.channel };
  return await openForm(desk, triggerId, updateForm(about, isPersons(message) ? message.text : undefined));
}

/** The headline above a message of a thread leads to its incident. */
async function buttonAbove(
  desk: Desk,
  channel: string,
  { ts, thread }: NonNullable<Shortcut['message']>,
): Promise<SlackButton | undefined> {
  if (!thread || thread === ts) return undefined;
  try {
    const read = desk.web.conversations.replies({ channel, ts: thread, limit: 1 });
    const { messages } = await Promise.race([read, late()]);
    return buttonIn((messages?.[0]?.blocks ?? []) as Record<string, unknown>[]);
  } catch (error) {
    desk.log.warn({ because: (error as Error).message }, 'could not read the head of a thread in Slack');
    return undefined;
  }
}

/** In a channel that an incident has for itself, every message is of that incident. */
async function buttonOfChannel(
  { client, log }: Desk,
  channelName: string | undefined,
): Promise<SlackButton | undefined> {
  const name = incidentOfChannel(channelName);
  if (!name) return undefined;
  try {
    const look = findIncident({ temporal: async () => ({ client }) }, name, 'open');
    const { keyId, workflowId, system } = await Promise.race([look, late()]);
    return { keyId, workflowId, system };
  } catch (error) {
    log.warn({ because: (error as Error).message }, 'could not find the incident of a channel');
    return undefined;
  }
}

function late(): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error(`no answer within ${lookDeadline} ms`)), lookDeadline).unref();
  });
}

/** What a colleague wrote is a good beginning of an update; what Mayday wrote is not. */
function isPersons(message: Shortcut['message']): message is NonNullable<Shortcut['message']> {
  return message !== undefined && message.button === undefined;
}
