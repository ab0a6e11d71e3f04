import type { Catalogue } from '../../systems/catalogue.ts';
import { followUpsOf } from '../../systems/follow-ups.ts';
import type { SystemFile } from '../../systems/schema.ts';
import type { IncidentRecord } from '../../workflows/contract/incident.ts';

/** What a system's file says of its post-mortems. */
export interface Template {
  /** Titles and what belongs below each; empty = Mayday's own form. */
  sections: SystemFile['postMortem'];
  /** What its document has people do afterwards. */
  followUps: { list: string; title: string; due: string; assumed: boolean }[];
}

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
