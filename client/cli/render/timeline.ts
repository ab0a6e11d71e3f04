import { details } from '../../../workflows/contract/details.ts';
import { sentence } from '../../../workflows/contract/sentences.ts';
import type { Fact, TimelineEntry } from '../../../workflows/contract/timeline.ts';
import { clockTime } from '../../times.ts';
import type { Look, Style } from '../screen.ts';

const styles: Partial<Record<Fact['kind'], Style>> = {
  planned: 'yellow',
  'would ask': 'cyan',
  'would ask answers': 'cyan',
  'would page': 'cyan',
  rehearsed: 'cyan',
  'dry run over': 'green',
  reminded: 'yellow',
  'approval expired': 'yellow',
  'decision refused': 'yellow',
  'message refused': 'yellow',
  'outcome unknown': 'red',
  'not applied': 'yellow',
  frozen: 'red',
  thawed: 'green',
  'waits for target': 'yellow',
  'apply refused': 'red',
  'response missed': 'red',
  'nobody left to page': 'red',
  'nothing left': 'red',
  'up to people': 'yellow',
  'not rolled out': 'red',
  'not improved': 'red',
  'not well': 'red',
  relapsed: 'red',
  failed: 'red',
  'rolled out': 'green',
  improved: 'green',
  well: 'green',
  resolved: 'green',
};

/** One entry: time and sentence, and below them what it is about. */
export function entryText({ at, fact }: TimelineEntry, { now, timeZone, paint }: Look): string {
  const style = styles[fact.kind];
  const says = style ? paint(style, sentence(fact)) : sentence(fact);
  const below = details(fact).map((line) => paint('dim', `            ${line}`));
  return [`${paint('dim', clockTime(at, now, timeZone))}  ${says}`, ...below].join('\n');
}

/** An entry for programs: the fact, and its sentence. */
export function entryDocument(entry: TimelineEntry): TimelineEntry & { says: string } {
  return { ...entry, says: sentence(entry.fact) };
}
