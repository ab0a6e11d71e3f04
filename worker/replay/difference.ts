import type { temporal } from '@temporalio/proto';

type Event = temporal.api.history.v1.IHistoryEvent;

/** Why a run does not replay, as a sentence that names the event and the command. */
export function differenceIn(error: Error, events: readonly Event[]): string {
  const said = messageOf(error)
    .replace(/^\[TMPRL1100\] /, '')
    .replace(/^Nondeterminism error: /, '');
  const [, scheduled, commanded] =
    /^Activity type of scheduled event '(.+)' does not match activity type of activity command '(.+)'/.exec(
      said,
    ) ?? [];
  if (scheduled && commanded) {
    const where = events.filter(
      (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === scheduled,
    );
    return `${numbered(where)} schedules the activity ${scheduled}, where this code schedules ${commanded}.`;
  }
  const [, id] = /HistoryEvent\(id: (\d+)/.exec(said) ?? [];
  const event = events.find(({ eventId }) => `${eventId}` === id);
  if (!event) return `This code cannot go on with it: ${said.replace(/\.$/, '')}.`;
  const [, command] = /^(.+?) machine does not handle this event/.exec(said) ?? [];
  if (command)
    return `Event ${id} is ${inWords(event)}, where this code has the command "${command.toLowerCase()}".`;
  if (/^No command scheduled for event/.test(said))
    return `Event ${id} is ${inWords(event)}, for which this code has no command.`;
  return `Event ${id} is ${inWords(event)}, and this code does not lead there: ${said.replace(/\.$/, '')}.`;
}

/** What the core says is inside a dump of its failure. */
function messageOf({ message }: Error): string {
  const [, quoted] = /Failure \{ message: "((?:[^"\\]|\\.)*)"/.exec(message) ?? [];
  return quoted === undefined ? message : (JSON.parse(`"${quoted.replaceAll("\\'", "'")}"`) as string);
}

function numbered(events: readonly Event[]): string {
  const [first, ...more] = events.map(({ eventId }) => `${eventId}`);
  return more.length === 0 ? `Event ${first ?? '?'}` : `One of the events ${[first, ...more].join(', ')}`;
}

function inWords(event: Event): string {
  const [key = '', attributes] =
    Object.entries(event).find(([name, value]) => name.endsWith('EventAttributes') && value) ?? [];
  const kind = `${key[0]?.toUpperCase()}${key.slice(1, -'EventAttributes'.length)}`;
  const of = attributes as
    | {
        activityType?: { name?: string };
        workflowType?: { name?: string };
        signalName?: string;
        timerId?: string;
      }
    | undefined;
  const what = of?.activityType?.name ?? of?.workflowType?.name ?? of?.signalName ?? of?.timerId;
  return what ? `${kind} (${what})` : kind;
}
