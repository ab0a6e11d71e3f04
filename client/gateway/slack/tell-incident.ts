import { assignSignal, type Message } from '../../../workflows/contract/messages.ts';
import { answerTo, deliver } from '../../incidents/deliver.ts';
import type { ListedIncident } from '../../incidents/listed.ts';
import { withinDeadline } from '../../temporal.ts';
import type { Command, Say } from './command.ts';
import { mentioned } from './command-line.ts';
import type { Told } from './command-verbs.ts';
import type { Desk } from './desk.ts';
import { nameOf } from './person.ts';

/** ms; Slack waits for 3 s in all. */
const recordDeadline = 1_800;
/** ms in which the incident may say what became of it; the writer has been told by then that it is on record. */
const patience = 25_000;

/** Puts it on record, and says what became of it. @throws CommandFailure if the incident has closed; like `withinDeadline` */
export async function tellIncident(
  { client, catalogue }: Desk,
  { id, user, team }: Command,
  incident: ListedIncident,
  { signal, message }: Extract<Told, { signal: unknown }>,
  say: Say,
): Promise<string> {
  // The answer comes from here: without a place the worker leaves it to us.
  const by = { name: nameOf(catalogue, incident.system, { user, team }), door: 'slack' } as const;
  const said = signal.name === assignSignal.name ? named(catalogue, incident, team, message) : message;
  await withinDeadline(client, recordDeadline, () =>
    deliver({ client }, incident, signal, { ...said, id, by } as Message, recordDeadline),
  );
  const name = incident.incident;
  say(`${name}: recorded; nobody answers yet (is a worker running?)`);
  const answer = await answerTo({ client }, incident, id, patience);
  if (!answer) return `${name}: recorded; nobody answers yet (is a worker running?)`;
  if (answer.outcome === 'unknown') return `${name}: recorded; no word yet on what became of it`;
  return answer.outcome === 'refused' ? `${name}: refused: ${answer.says}` : `${name}: ${answer.says}`;
}

/** A mention is somebody's account: the catalogue says whose. */
function named(
  catalogue: Desk['catalogue'],
  { system }: ListedIncident,
  team: string,
  message: object,
): object {
  const { to = '' } = message as { to?: string };
  const user = mentioned(to);
  return user ? { to: nameOf(catalogue, system, { user, team }) } : message;
}
