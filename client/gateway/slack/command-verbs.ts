import type { SignalDefinition } from '@temporalio/common';
import {
  acknowledgeSignal,
  assignSignal,
  changeSeveritySignal,
  extendSignal,
  type Message,
  noteSignal,
  recheckSignal,
  resolveSignal,
  runChecksSignal,
  skipSignal,
  takeOverSignal,
  undoSignal,
} from '../../../workflows/contract/messages.ts';
import type { Ending, NoteKind } from '../../../workflows/contract/timeline.ts';
import { firstWord, unquoted } from './command-line.ts';
import type { Standing } from './person.ts';

/** What a verb makes of the words after it. */
export type Told =
  | { signal: SignalDefinition<[Message]>; message: object }
  /** Nothing was written, so a form asks. */
  | { form: 'assign' | 'severity' | 'update' }
  | { wrong: string };

/** A verb of `/incident` that tells an incident something. */
export interface TellingVerb {
  /** After the incident, which may be left out. */
  takes: string;
  says: string;
  /** Who may at least. */
  least: Standing;
  read(rest: string): Told;
}

const longest = 4_000;

/** By their names, in the order of the help. */
export const tellingVerbs: Record<string, TellingVerb> = {
  ack: plain(acknowledgeSignal, 'you have it, and the ladder stops paging others', 'colleague'),
  update: note('update', 'how it stands, for everybody'),
  note: note(undefined, 'a sentence for the timeline and the post-mortem'),
  cause: note('cause', 'what is behind it'),
  impact: note('impact', 'what users notice'),
  action: note('action', 'what you did by hand'),
  severity: {
    takes: '<severity> <why>',
    says: 'all clocks count anew from the opening',
    least: 'person',
    read(rest) {
      if (rest === '') return { form: 'severity' };
      const [severity, why] = severityAndWhy(rest);
      if (why === '') return { wrong: 'Say why, too: /incident severity P1 half of the users are out' };
      return told(changeSeveritySignal, { severity, reason: why });
    },
  },
  assign: {
    takes: '<role or person>',
    says: 'name the incident commander',
    least: 'person',
    read: (rest) =>
      rest === '' ? { form: 'assign' } : told(assignSignal, { to: rest.replace(/^to\s+/i, '') }),
  },
  recheck: plain(recheckSignal, 'look again, e.g. after you fixed something by hand'),
  checks: plain(runChecksSignal, 'run the checks now and go on as before'),
  takeover: plain(takeOverSignal, 'you work by hand: nothing is proposed until a recheck'),
  skip: plain(skipSignal, 'what is on offer, or the rest of the stability window'),
  extend: {
    takes: '<minutes>',
    says: 'the waiting plan waits longer',
    least: 'person',
    read(rest) {
      const minutes = Number(rest.replace(/\s*(m|min|minutes)$/i, ''));
      const fits = Number.isInteger(minutes) && minutes >= 1 && minutes <= 60;
      return fits ? told(extendSignal, { minutes }) : { wrong: 'Say for how many minutes, 1 to 60.' };
    },
  },
  undo: {
    takes: '<plan>',
    says: 'take back what a plan changed: a plan of that is made and asked',
    least: 'person',
    read(rest) {
      const plan = /^(?:plan\s+)?([1-9][0-9]{0,5})$/i.exec(rest)?.[1];
      return plan ? told(undoSignal, { plan: Number(plan) }) : { wrong: 'Say which plan, by its number.' };
    },
  },
  resolve: {
    takes: '[false alarm | duplicate of INC-…] [what fixed it]',
    says: 'end it',
    least: 'person',
    read: (rest) => told(resolveSignal, ending(rest)),
  },
};

function plain(signal: SignalDefinition<[Message]>, says: string, least: Standing = 'person'): TellingVerb {
  const wrong = 'That takes nothing but the incident: leave the other words out, or write them as a note.';
  return { takes: '', says, least, read: (rest) => (rest === '' ? told(signal, {}) : { wrong }) };
}

function note(kind: NoteKind | undefined, says: string): TellingVerb {
  return {
    takes: '<text>',
    says,
    least: 'colleague',
    read(rest) {
      if (rest === '') return { form: 'update' };
      if (rest.length > longest) {
        return { wrong: `It has ${rest.length} characters, and ${longest} are the most.` };
      }
      return told(noteSignal, { text: rest, ...(kind ? { kind } : {}) });
    },
  };
}

/** `Sev 1 half of the users are out` has a severity of two words. */
function severityAndWhy(rest: string): [string, string] {
  const [first, more] = firstWord(rest.replace(/^to\s+/i, ''));
  const [second, why] = firstWord(more);
  return /^\d$/.test(second) ? [`${first} ${second}`, unquoted(why)] : [first, unquoted(more)];
}

function ending(rest: string): { as: Ending; reason?: string } {
  const falseAlarm = /^(?:as\s+)?false[ -]alarm\b[:,]?\s*(.*)$/is.exec(rest);
  if (falseAlarm) return { as: 'false alarm', ...(falseAlarm[1] ? { reason: unquoted(falseAlarm[1]) } : {}) };
  const duplicate = /^(?:as\s+)?duplicate\s+(?:of\s+)?(\S+)\s*(.*)$/is.exec(rest);
  if (duplicate) {
    const [, of = '', why = ''] = duplicate;
    return { as: 'duplicate', reason: why ? `of ${of}: ${unquoted(why)}` : `of ${of}` };
  }
  return { as: 'fixed', ...(rest === '' ? {} : { reason: rest }) };
}

function told<M extends Message>(signal: SignalDefinition<[M]>, message: Omit<M, keyof Message>): Told {
  return { signal: signal as unknown as SignalDefinition<[Message]>, message };
}
