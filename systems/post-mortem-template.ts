import type { Template } from '../archive/post-mortem/template.ts';
import type { IncidentRecord } from '../workflows/contract/incident.ts';
import type { Catalogue } from './catalogue.ts';
import { followUpsOf } from './follow-ups.ts';

/** As the file is now: the form and the checklists are for those who write after the end. A file that cannot be had leaves Mayday's own form. */
export function templateOf(catalogue: Pick<Catalogue, 'file'>, record: IncidentRecord): Template {
  try {
    const file = catalogue.file(record.system);
    const endedAt = new Date(record.endedAt ?? record.timeline.at(-1)?.at ?? record.openedAt);
    return {
      sections: file.postMortem,
      followUps: file.followUps.length > 0 && wasReal(record) ? followUpsOf(file, endedAt).items : [],
    };
  } catch {
    return { sections: [], followUps: [] };
  }
}

function wasReal({ timeline }: IncidentRecord): boolean {
  const { fact } = timeline.findLast(({ fact }) => fact.kind === 'resolved') ?? {};
  return fact?.kind !== 'resolved' || fact.as === 'fixed';
}
