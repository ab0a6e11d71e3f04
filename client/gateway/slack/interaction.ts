import { z } from 'zod';
import { hashOf } from '../../../workflows/contract/keys.ts';
import type { SlackPlace } from '../../../workflows/contract/people.ts';
import { readButtonValue, type SlackButton, slackActions } from '../../../workflows/contract/slack.ts';
import { longestReason, type Reasoned, reasonForm } from './modals.ts';

export type SlackAction = keyof typeof slackActions;

/** What somebody did in Slack. */
export interface Interaction {
  action: SlackAction;
  /** True for a click on a button, false for a form that was sent. */
  clicked: boolean;
  /** Undefined where an older or another Mayday wrote the button. */
  button?: SlackButton;
  place: SlackPlace;
  /** Hash of who did what where: the same when Slack sends it again. */
  id: string;
  /** Opens one modal within 3 s; never leaves the gateway. */
  triggerId: string;
  reason?: string;
}

export type ReadInteraction =
  | { understood: true; interaction?: Interaction }
  | { understood: false; because: string };

const text = z.string().min(1);
const person = {
  user: z.object({ id: text, team_id: text.nullish() }),
  team: z.object({ id: text }).nullish(),
  trigger_id: text,
};

const payload = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('block_actions'),
    ...person,
    channel: z.object({ id: text }).nullish(),
    container: z.object({ message_ts: text.nullish(), channel_id: text.nullish() }).nullish(),
    actions: z
      .array(z.object({ action_id: text, action_ts: text.nullish(), value: z.string().nullish() }))
      .min(1),
  }),
  z.object({
    type: z.literal('view_submission'),
    ...person,
    view: z.object({
      id: text,
      callback_id: z.string().nullish(),
      private_metadata: z.string().nullish(),
      state: z.object({ values: z.record(z.string(), z.record(z.string(), z.looseObject({}))) }),
    }),
  }),
]);

/** Reads the form that Slack posts; nothing comes of interactions that are not Mayday's. */
export function readInteraction(body: string): ReadInteraction {
  let json: unknown;
  try {
    json = JSON.parse(new URLSearchParams(body).get('payload') ?? '');
  } catch {
    return { understood: false, because: 'The body has no form field "payload" that holds JSON.' };
  }
  const read = payload.safeParse(json);
  if (!read.success) {
    const known = ['block_actions', 'view_submission'].includes(
      (json as { type?: string } | null)?.type ?? '',
    );
    return known
      ? { understood: false, because: `The payload lacks ${read.error.issues[0]?.path.join('.')}.` }
      : { understood: true };
  }
  const interaction = read.data.type === 'block_actions' ? click(read.data) : submission(read.data);
  return { understood: true, interaction };
}

type Payload<Type> = Extract<z.output<typeof payload>, { type: Type }>;

function click(given: Payload<'block_actions'>): Interaction | undefined {
  const [pressed] = given.actions;
  const action = (Object.keys(slackActions) as SlackAction[]).find(
    (name) => slackActions[name] === pressed?.action_id,
  );
  const channel = given.channel?.id ?? given.container?.channel_id;
  if (!pressed || !action || !channel) return undefined;
  const place = placeOf(given, channel);
  const message = given.container?.message_ts;
  const button = readButtonValue(pressed.value);
  const id = hashOf({ place, action, message, button, at: pressed.action_ts });
  return { action, clicked: true, button, place, id, triggerId: given.trigger_id };
}

function submission(given: Payload<'view_submission'>): Interaction | undefined {
  const { id: view, callback_id, private_metadata, state } = given.view;
  const { callbacks, block, action: field } = reasonForm;
  const action = (Object.keys(callbacks) as Reasoned[]).find((name) => callbacks[name] === callback_id);
  if (!action) return undefined;
  const { channel, ...button } = metadata(private_metadata);
  const place = placeOf(given, typeof channel === 'string' ? channel : 'unknown');
  const { value } = state.values[block]?.[field] ?? {};
  return {
    action,
    clicked: false,
    button: readButtonValue(JSON.stringify(button)),
    place,
    id: hashOf({ place, action, view }),
    triggerId: given.trigger_id,
    reason: typeof value === 'string' ? value.trim().slice(0, longestReason) : '',
  };
}

function placeOf(
  { user, team }: Pick<Payload<'block_actions'>, 'user' | 'team'>,
  channel: string,
): SlackPlace {
  return { user: user.id, team: user.team_id ?? team?.id ?? 'unknown', channel };
}

function metadata(text: string | null | undefined): Record<string, unknown> {
  try {
    return { ...JSON.parse(text ?? '{}') };
  } catch {
    return {};
  }
}
