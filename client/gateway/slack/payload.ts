import { z } from 'zod';

const text = z.string().min(1);
const person = {
  user: z.object({ id: text, team_id: text.nullish() }),
  team: z.object({ id: text }).nullish(),
  trigger_id: text,
};
const channel = z.object({ id: text }).nullish();
/** A form, and what is in it. */
export const view = z.object({
  id: text,
  hash: text.nullish(),
  callback_id: z.string().nullish(),
  private_metadata: z.string().nullish(),
  state: z.object({ values: z.record(z.string(), z.record(z.string(), z.looseObject({}))) }),
});
const message = z.object({
  ts: text,
  thread_ts: text.nullish(),
  text: z.string().nullish(),
  blocks: z.array(z.looseObject({})).nullish(),
});

/** What Slack sends of the interactions that Mayday knows; what it does not need is left out. */
export const payload = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('block_actions'),
    ...person,
    channel,
    container: z.object({ message_ts: text.nullish(), channel_id: text.nullish() }).nullish(),
    view: view.nullish(),
    actions: z
      .array(
        z.object({
          action_id: text,
          action_ts: text.nullish(),
          value: z.string().nullish(),
          selected_option: z.object({ value: z.string() }).nullish(),
        }),
      )
      .min(1),
  }),
  z.object({ type: z.literal('view_submission'), ...person, view }),
  z.object({ type: z.literal('shortcut'), ...person, callback_id: text, action_ts: text.nullish() }),
  z.object({
    type: z.literal('message_action'),
    ...person,
    callback_id: text,
    action_ts: text.nullish(),
    channel: z.object({ id: text, name: z.string().nullish() }),
    message,
  }),
]);

export type Payload<Type> = Extract<z.output<typeof payload>, { type: Type }>;

/** Kinds of which some are Mayday's. */
export const types: readonly string[] = ['block_actions', 'view_submission', 'shortcut', 'message_action'];
