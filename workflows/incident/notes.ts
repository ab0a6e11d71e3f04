import type { TimelineEntry } from '../contract/timeline.ts';

/** Characters of all notes together: what goes on as new and into the archive must fit into 2 MB. */
const room = 400_000;

/** A note as it is kept and answered: cut short once the notes before it fill their room. */
export function keptNote(
  text: string,
  timeline: readonly TimelineEntry<{ kind: string }>[],
): { kept: string; says: string } {
  const written = timeline.reduce(
    (sum, { fact }) => sum + (fact.kind === 'noted' && 'text' in fact ? String(fact.text).length : 0),
    0,
  );
  if (written + text.length <= room) return { kept: text, says: 'noted' };
  return {
    kept: `${text.slice(0, 200)} … (cut: the notes of this incident are full)`,
    says: 'noted, cut to 200 characters: the notes of this incident are full',
  };
}
