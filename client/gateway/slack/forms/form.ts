import type { KnownBlock, ModalView, PlainTextOption } from '@slack/web-api';
import { slackText } from '../../../../workflows/contract/slack.ts';

/** How a form is known when it comes back. */
export const formCallbacks = {
  approve: 'mayday_approve',
  reject: 'mayday_reject',
  assign: 'mayday_assign',
  severity: 'mayday_severity',
  update: 'mayday_update',
  create: 'mayday_create',
} as const;

export type FormName = keyof typeof formCallbacks;

/** Slack's limit of a section is 3,000, and 100 blocks make a modal. */
const longestSection = 2_900;
const mostSections = 40;
const longestTitle = 24;
const mostOptions = 100;
const longestOption = 75;
/** Characters of what somebody types; Slack takes 3,000. */
export const longestField = 1_000;

/** Where a form leads; travels with it, and comes back. At most 3,000 characters. */
export type Metadata = Record<string, unknown>;

interface Form {
  name: FormName;
  title: string;
  submit: string;
  metadata: Metadata;
  blocks: KnownBlock[];
}

/** A form that can be sent. */
export function form({ name, title, submit, metadata, blocks }: Form): ModalView {
  return {
    ...modal(title, blocks),
    callback_id: formCallbacks[name],
    private_metadata: JSON.stringify(metadata),
    submit: { type: 'plain_text', text: submit },
    close: { type: 'plain_text', text: 'Cancel' },
  };
}

/** Something to read. */
export function modal(title: string, blocks: KnownBlock[]): ModalView {
  return {
    type: 'modal',
    title: { type: 'plain_text', text: title.trim().slice(0, longestTitle) },
    close: { type: 'plain_text', text: 'Close' },
    blocks,
  };
}

/** A sentence that nobody else needs to see. */
export function sayingModal(says: string): ModalView {
  return modal('Mayday', sections([says]));
}

/** Lines as Slack's sections, as they stand. */
export function sections(lines: string[]): KnownBlock[] {
  const texts: string[] = [];
  for (const line of lines
    .map((each) => slackText(each, longestSection))
    .filter((each) => each.trim() !== '')) {
    const last = texts.at(-1);
    if (last !== undefined && last.length + line.length < longestSection)
      texts[texts.length - 1] = `${last}\n${line}`;
    else texts.push(line);
  }
  return texts
    .slice(0, mostSections)
    .map((text) => ({ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } }));
}

interface Field {
  /** Under which it comes back. */
  block: string;
  label: string;
  optional?: true;
}

/** Where somebody types. */
export function typed({ block, label, optional, multiline = false, initial }: Field & Typed): KnownBlock {
  return {
    type: 'input',
    block_id: block,
    ...(optional ? { optional } : {}),
    label: { type: 'plain_text', text: label },
    element: {
      type: 'plain_text_input',
      action_id: block,
      multiline,
      max_length: longestField,
      ...(initial ? { initial_value: initial.slice(0, longestField).toWellFormed() } : {}),
    },
  };
}

interface Typed {
  multiline?: boolean;
  initial?: string;
}

/** What can be chosen, by the value that comes back. */
export interface Choice {
  value: string;
  says: string;
}

interface Chosen {
  choices: readonly Choice[];
  /** Value of the one that is chosen already. */
  initial?: string;
  /** The form hears of a choice before it is sent. */
  heard?: true;
}

/** Where somebody chooses one; a hundred at most, more are left out. */
export function chosen({ block, label, optional, choices, initial, heard }: Field & Chosen): KnownBlock {
  const options = choices.slice(0, mostOptions).map(option);
  const first = options.find(({ value }) => value === initial);
  return {
    type: 'input',
    block_id: block,
    ...(optional ? { optional } : {}),
    ...(heard ? { dispatch_action: true } : {}),
    label: { type: 'plain_text', text: label },
    element: {
      type: 'static_select',
      action_id: block,
      options,
      ...(first ? { initial_option: first } : {}),
    },
  };
}

function option({ value, says }: Choice): PlainTextOption {
  const cut = says.length <= longestOption ? says : `${says.slice(0, longestOption - 2).toWellFormed()}…`;
  return { text: { type: 'plain_text', text: cut, emoji: false }, value };
}
