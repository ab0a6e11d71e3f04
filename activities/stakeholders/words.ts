import { between, lasting } from '../../archive/post-mortem/times.ts';
import type { Notice } from '../../workflows/contract/notices.ts';

const longest = 500;

/** Where an incident is, for people who do not work on it. */
export interface PlainWords {
  /** `Demo shop: incident INC-7K3FQ2` */
  subject: string;
  lines: string[];
}

/** What users see, since when, what is done about it and when there is more: no names, no systems, no commands. */
export function plainWords(notice: Notice): PlainWords {
  const { incident, title, system, label, openedAt, at, impact, nextUpdate } = notice;
  const since = openedAt ?? at;
  const subject = `${line(title ?? system)}: incident ${incident}`;
  const seen = impact ? line(impact) : 'not known yet';
  const ending = endingOf(notice);
  if (ending)
    return { subject, lines: [ending, `It lasted ${lasting(between(since, at))}.`, `What it did: ${seen}`] };
  return {
    subject,
    lines: [
      `There is a problem with ${line(title ?? system)} (severity: ${line(label)}).`,
      `What it does: ${seen}`,
      `Since: ${instant(since)}`,
      `What is done: ${doing(notice)}`,
      `Next update: ${nextUpdate ? `by ${instant(nextUpdate)}` : 'as soon as there is news'}`,
    ],
  };
}

function endingOf({ ending, kind }: Notice): string | undefined {
  if (kind !== 'resolved') return undefined;
  switch (ending) {
    case 'false alarm':
      return 'It was a false alarm: there was no problem.';
    case 'duplicate':
      return 'It is part of another incident, of which you hear there.';
    default:
      return 'The problem is over.';
  }
}

function doing({ phase, about }: Notice): string {
  if (about === 'relapsed') return 'the problem is back, and is being worked on again';
  if (phase === 'monitoring') return 'a remedy works, and it is being watched whether it lasts';
  if (phase === 'mitigating') return 'a remedy is being worked on';
  return 'the cause is being looked for';
}

/** `2026-01-31 03:12 UTC` */
function instant(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
}

function line(text: string): string {
  const shown = text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
  return shown.length > longest ? `${shown.slice(0, longest - 1)}…`.toWellFormed() : shown;
}
