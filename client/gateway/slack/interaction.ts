import type { z } from 'zod';
import { hashOf } from '../../../workflows/contract/keys.ts';
import type { SlackPlace } from '../../../workflows/contract/people.ts';
import { readButtonValue, type SlackButton, slackActions } from '../../../workflows/contract/slack.ts';
import { createBlocks } from './forms/create-form.ts';
import { type FormName, formCallbacks, longestField } from './forms/form.ts';
import { type Payload, payload, types, type view } from './payload.ts';

export type SlackAction = keyof typeof slackActions;

/** What every interaction says of itself. */
interface Arrived {
  place: SlackPlace;
  /** Hash of who did what where: the same when Slack sends it again. */
  id: string;
  /** Opens one modal within 3 s; never leaves the gateway. */
  triggerId: string;
}

/** A click on a button of a message. */
export interface Click extends Arrived {
  kind: 'click';
  action: SlackAction;
  /** Undefined where an older or another Mayday wrote the button. */
  button?: SlackButton;
}

/** A form that was sent. */
export interface Sent extends Arrived {
  kind: 'sent';
  form: FormName;
  /** What the form is about; undefined where another Mayday wrote it, and in one that opens an incident. */
  button?: SlackButton;
  /** By their blocks; what was left empty is missing. */
  fields: Record<string, string>;
}

/** A system was chosen in a form that is not sent yet. */
export interface SystemChosen extends Arrived {
  kind: 'system chosen';
  system: string;
  view: { id: string; hash?: string };
  fields: Record<string, string>;
}

/** A shortcut, of a message or from anywhere. */
export interface Shortcut extends Arrived {
  kind: 'shortcut';
  shortcut: ShortcutName;
  message?: { ts: string; thread?: string; text: string; button?: SlackButton };
  channelName?: string;
}

export type Interaction = Click | Sent | SystemChosen | Shortcut;

/** The shortcuts' callback ids, as the app's manifest has them. */
export const shortcuts = {
  create: 'mayday_create',
  acknowledge: 'mayday_acknowledge',
  update: 'mayday_update',
} as const;

const shortcutNames: readonly string[] = Object.values(shortcuts);

export type ShortcutName = keyof typeof shortcuts;

export type ReadInteraction =
  | { understood: true; interaction?: Interaction }
  | { understood: false; because: string };

/** Reads what Slack tells of an interaction; nothing comes of those that are not Mayday's. */
export function readInteraction(json: unknown): ReadInteraction {
  const read = payload.safeParse(json);
  if (!read.success) {
    const { type, callback_id } = (json ?? {}) as { type?: unknown; callback_id?: unknown };
    const isKnown = types.some((known) => known === type);
    const ours = type !== 'shortcut' || shortcutNames.some((known) => known === callback_id);
    return isKnown && ours
      ? { understood: false, because: `The payload lacks ${read.error.issues[0]?.path.join('.')}.` }
      : { understood: true };
  }
  return { understood: true, interaction: interactionOf(read.data) };
}

function interactionOf(given: z.output<typeof payload>): Interaction | undefined {
  switch (given.type) {
    case 'block_actions':
      return given.view ? systemChosen(given, given.view) : click(given);
    case 'view_submission':
      return sent(given);
    default:
      return shortcut(given);
  }
}

function click(given: Payload<'block_actions'>): Click | undefined {
  const [pressed] = given.actions;
  const action = (Object.keys(slackActions) as SlackAction[]).find(
    (name) => slackActions[name] === pressed?.action_id,
  );
  const where = given.channel?.id ?? given.container?.channel_id;
  if (!pressed || !action || !where) return undefined;
  const place = placeOf(given, where);
  const on = given.container?.message_ts;
  const button = readButtonValue(pressed.value);
  const id = hashOf({ place, action, message: on, button, at: pressed.action_ts });
  return { kind: 'click', action, button, place, id, triggerId: given.trigger_id };
}

function systemChosen(
  given: Payload<'block_actions'>,
  { id: viewId, hash, private_metadata, state }: z.output<typeof view>,
): SystemChosen | undefined {
  const [pressed] = given.actions;
  const system = pressed?.selected_option?.value;
  if (pressed?.action_id !== createBlocks.system || !system) return undefined;
  const place = placeOf(given, channelOf(metadata(private_metadata)));
  return {
    kind: 'system chosen',
    system,
    view: { id: viewId, ...(hash ? { hash } : {}) },
    fields: fieldsOf(state),
    place,
    id: hashOf({ place, view: viewId, system, at: pressed.action_ts }),
    triggerId: given.trigger_id,
  };
}

function sent(given: Payload<'view_submission'>): Sent | undefined {
  const { id: viewId, callback_id, private_metadata, state } = given.view;
  const form = (Object.keys(formCallbacks) as FormName[]).find((name) => formCallbacks[name] === callback_id);
  if (!form) return undefined;
  const about = metadata(private_metadata);
  const place = placeOf(given, channelOf(about));
  return {
    kind: 'sent',
    form,
    button: readButtonValue(JSON.stringify(about)),
    fields: fieldsOf(state),
    place,
    id: hashOf({ place, action: form, view: viewId }),
    triggerId: given.trigger_id,
  };
}

function shortcut(given: Payload<'shortcut'> | Payload<'message_action'>): Shortcut | undefined {
  const name = (Object.keys(shortcuts) as ShortcutName[]).find(
    (each) => shortcuts[each] === given.callback_id,
  );
  if (!name) return undefined;
  const place = placeOf(given, given.type === 'message_action' ? given.channel.id : nowhere);
  const at = given.action_ts ?? given.trigger_id;
  const common = { kind: 'shortcut', shortcut: name, place, triggerId: given.trigger_id } as const;
  if (given.type === 'shortcut') return { ...common, id: hashOf({ place, shortcut: name, at }) };
  const { ts, thread_ts, text: says, blocks } = given.message;
  const about = {
    ts,
    ...(thread_ts ? { thread: thread_ts } : {}),
    text: says ?? '',
    button: buttonIn(blocks ?? []),
  };
  const { name: channelName } = given.channel;
  return {
    ...common,
    id: hashOf({ place, shortcut: name, ts, at }),
    message: about,
    ...(channelName ? { channelName } : {}),
  };
}

/** Where the buttons of a message of Mayday's lead. */
export function buttonIn(blocks: readonly Record<string, unknown>[]): SlackButton | undefined {
  const elements = blocks.flatMap(({ elements: of }) => (Array.isArray(of) ? of : []));
  const ours: readonly unknown[] = Object.values(slackActions);
  const values = elements.filter((element) => ours.includes(element?.action_id)).map(({ value }) => value);
  const button = values.map(readButtonValue).find(Boolean);
  return button && { keyId: button.keyId, workflowId: button.workflowId, system: button.system };
}

const nowhere = 'unknown';

function placeOf(
  { user, team }: Pick<Payload<'block_actions'>, 'user' | 'team'>,
  channelId: string,
): SlackPlace {
  return { user: user.id, team: user.team_id ?? team?.id ?? nowhere, channel: channelId };
}

function fieldsOf({ values }: z.output<typeof view>['state']): Record<string, string> {
  const fields = Object.entries(values).flatMap(([block, elements]): [string, string][] => {
    const [element] = Object.values(elements);
    const { value, selected_option: option } = (element ?? {}) as {
      value?: unknown;
      selected_option?: { value?: unknown } | null;
    };
    const given = typeof value === 'string' ? value : option?.value;
    const says = typeof given === 'string' ? given.trim().slice(0, longestField) : '';
    return says === '' ? [] : [[block, says]];
  });
  return Object.fromEntries(fields);
}

function channelOf({ channel: given }: Record<string, unknown>): string {
  return typeof given === 'string' ? given : nowhere;
}

function metadata(given: string | null | undefined): Record<string, unknown> {
  try {
    return { ...JSON.parse(given ?? '{}') };
  } catch {
    return {};
  }
}
