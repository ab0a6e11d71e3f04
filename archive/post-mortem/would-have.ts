import { details } from '../../workflows/contract/details.ts';
import type { IncidentRecord } from '../../workflows/contract/incident.ts';
import { sentence } from '../../workflows/contract/sentences.ts';
import type { Fact } from '../../workflows/contract/timeline.ts';
import { shadowOf } from '../shadows.ts';
import { bullets, codeBlock, table, text } from './markdown.ts';
import { lasting, relative } from './times.ts';

const wouldBe: readonly Fact['kind'][] = ['would page', 'would ask', 'would ask answers', 'rehearsed'];

/** Everything that Mayday would have done, in order, with what it would have shown. Markdown, as below. */
export function wouldHave({ timeline }: IncidentRecord): string {
  const told = timeline.flatMap(({ fact }) => {
    if (!wouldBe.includes(fact.kind)) return [];
    const below = details(fact);
    return [[bullets([text(sentence(fact))]), ...(below.length > 0 ? [codeBlock(below)] : [])].join('\n\n')];
  });
  return told.length > 0 ? told.join('\n\n') : 'Nothing.';
}

/** What Mayday would have done against what people did, by time. */
export function againstPeople(record: IncidentRecord): string {
  const { entries, proposedAfter, wellAfter } = shadowOf(record);
  const rows = entries.map(({ after, who, says }) => [
    relative(after),
    who === 'mayday would' ? text(says) : '',
    who === 'mayday would' ? '' : text(says),
  ]);
  const proposed =
    proposedAfter === undefined
      ? 'Mayday would have proposed no change'
      : `Mayday would have proposed its first change after ${lasting(proposedAfter)}`;
  const well =
    wellAfter === undefined
      ? 'it never saw the system well'
      : `the system was well after ${lasting(wellAfter)}`;
  return `${proposed}; ${well}.\n\n${table(['After', 'Mayday would', 'People did, and what was seen'], rows)}`;
}
