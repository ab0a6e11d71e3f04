import { z } from 'zod';
import { didYouMean } from '../../../systems/nearest.ts';
import { hashOf } from '../../../workflows/contract/keys.ts';
import { CommandFailure } from '../../failure.ts';
import { findIncident } from '../../incidents/find.ts';
import { systemOfChannel, systemsOf } from '../../systems/known.ts';
import { temporalTrouble } from '../../temporal.ts';
import { type CommandLine, firstWord, incidentOfChannel, readLine, unquoted } from './command-line.ts';
import { type TellingVerb, tellingVerbs } from './command-verbs.ts';
import { inSlackWords } from './command-words.ts';
import type { Desk, SlackAnswer } from './desk.ts';
import { createForm } from './forms/create-form.ts';
import { assignForm, severityForm, updateForm } from './forms/incident-forms.ts';
import { helpText } from './help.ts';
import { openForm } from './on-click.ts';
import { whyNot } from './person.ts';
import { inTime } from './say-later.ts';
import { tellIncident } from './tell-incident.ts';
import { clocksText, listText, showText, timelineText } from './views.ts';

/** A slash command, as its verbs see it. */
export interface Command extends CommandLine {
  user: string;
  team: string;
  channel: string;
  channelName?: string;
  triggerId: string;
  /** Hash of who wrote what when: the same when Slack sends it again. */
  id: string;
}

/** What a verb that looks needs; `say` is what its writer is told should they have to wait. */
export type Say = (interim: string) => void;

const text = z.string().min(1);
const commandFields = z.object({
  text: z.string().nullish(),
  user_id: text,
  team_id: text,
  channel_id: text,
  channel_name: z.string().nullish(),
  trigger_id: text,
  response_url: z.string().nullish(),
});

const looks: Record<string, (desk: Desk, command: Command) => Promise<string>> = {
  list: listText,
  show: showText,
  clocks: clocksText,
  timeline: timelineText,
};

const verbs = ['create', ...Object.keys(looks), ...Object.keys(tellingVerbs), 'help'];

const synonyms: Record<string, string> = {
  acknowledge: 'ack',
  new: 'create',
  open: 'create',
  start: 'create',
  declare: 'create',
  ls: 'list',
  status: 'show',
  close: 'resolve',
  'take-over': 'takeover',
  'run-checks': 'checks',
};

/** Answers `/incident …` within Slack's 3 s, only to who wrote it; what takes longer is said later. */
export async function answerCommand(desk: Desk, fields: Record<string, unknown>): Promise<SlackAnswer> {
  const read = commandFields.safeParse(fields);
  if (!read.success) {
    return { status: 400, body: { error: `The command lacks ${read.error.issues[0]?.path.join('.')}.` } };
  }
  const given = read.data;
  const line = readLine(given.text ?? '');
  const { user_id: user, team_id: team, channel_id: channel } = given;
  const incident = line.incident ?? incidentOfChannel(given.channel_name);
  const command: Command = {
    ...line,
    ...(incident ? { incident } : {}),
    user,
    team,
    channel,
    ...(given.channel_name ? { channelName: given.channel_name } : {}),
    triggerId: given.trigger_id,
    id: hashOf({ user, team, channel, text: given.text, trigger: given.trigger_id }),
  };
  desk.log.info({ verb: verbOf(line), user, team }, 'a command in Slack');
  return await inTime(desk, given.response_url ?? undefined, (say) => carryOut(desk, command, say));
}

/** What its writer is told; undefined where a form says it. */
async function carryOut(desk: Desk, command: Command, say: Say): Promise<string | undefined> {
  const verb = verbOf(command);
  const telling = Object.hasOwn(tellingVerbs, verb) ? tellingVerbs[verb] : undefined;
  const because = whyNot(desk.catalogue, command, telling?.least ?? 'colleague');
  if (because) return because;
  try {
    if (telling) return await tell(desk, command, telling, say);
    if (verb === 'create') return await create(desk, command);
    const look = Object.hasOwn(looks, verb) ? looks[verb] : undefined;
    if (look) return await look(desk, command);
    return unknownVerb(verb) ?? helpText;
  } catch (error) {
    if (error instanceof CommandFailure) return inSlackWords(error.message);
    const trouble = temporalTrouble(error, desk.client);
    desk.log.error({ verb, because: trouble }, 'could not carry out a command of Slack');
    return 'Temporal does not answer, so nothing of this is sure to be on record: try again.';
  }
}

async function tell(desk: Desk, command: Command, verb: TellingVerb, say: Say): Promise<string | undefined> {
  const told = verb.read(command.rest);
  if ('wrong' in told) return told.wrong;
  const finder = { temporal: async () => ({ client: desk.client }) };
  const incident = await findIncident(finder, command.incident, 'open');
  if (!('form' in told)) return await tellIncident(desk, command, incident, told, say);
  const { keyId, workflowId, system } = incident;
  const about = { keyId, workflowId, system, channel: command.channel };
  const form =
    told.form === 'update'
      ? updateForm(about)
      : (told.form === 'assign' ? assignForm : severityForm)(desk.catalogue, about);
  return await shown(desk, command, form);
}

/** `/incident create [system] "what you see"` */
async function create(desk: Desk, command: Command): Promise<string | undefined> {
  const { rest, channel, channelName } = command;
  const [first, more] = firstWord(rest);
  const named = systemsOf(desk.catalogue).find(({ system }) => system === first.toLowerCase());
  const system = named?.system ?? systemOfChannel(desk.catalogue, channelName);
  const summary = unquoted(named ? more : rest);
  return await shown(desk, command, createForm(desk.catalogue, { system, summary, channel }));
}

async function shown(
  desk: Desk,
  { triggerId }: Command,
  form: Parameters<typeof openForm>[2],
): Promise<string | undefined> {
  const { status } = await openForm(desk, triggerId, form);
  return status === 200 ? undefined : 'Slack did not open the form: try again.';
}

function verbOf({ verb }: CommandLine): string {
  return Object.hasOwn(synonyms, verb) ? (synonyms[verb] ?? verb) : verb;
}

function unknownVerb(verb: string): string | undefined {
  if (verb === '' || verb === 'help') return undefined;
  if (verb === 'approve' || verb === 'reject') {
    return 'A decision names the plan as you see it: press the button under the question, or take the command line (mayday approve).';
  }
  const meant = didYouMean(verb, [...verbs, ...Object.keys(synonyms)]);
  return `/incident knows no "${verb.slice(0, 40)}"${meant || '.'} /incident help shows what it knows.`;
}
