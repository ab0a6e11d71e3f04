/** Of more than so many names nobody reads a list. */
const many = 100;
/** Looking at more candidates takes long; all time zones are some 600. */
const mostCandidates = 1_000;

/** The candidate somebody probably meant: at most a third of the letters differ, whatever the case. */
export function nearest(text: string, candidates: readonly string[]): string | undefined {
  const short = text.slice(0, 100).toLowerCase();
  const ranked = candidates
    .slice(0, mostCandidates)
    .filter(({ length }) => length <= 2 * short.length + 1)
    .map((candidate) => ({ candidate, steps: edits(short, candidate.toLowerCase()) }))
    .filter(({ candidate, steps }) => steps <= Math.max(1, Math.floor(candidate.length / 3)))
    .sort((a, b) => a.steps - b.steps);
  return ranked[0]?.candidate;
}

/** `; did you mean "x"?` or nothing. */
export function didYouMean(text: string, candidates: readonly string[]): string {
  const meant = nearest(text, candidates);
  return meant === undefined ? '' : `; did you mean "${meant}"?`;
}

/** `a, b or c` */
export function oneOf(names: readonly string[]): string {
  if (names.length < 2) return names.join('');
  if (names.length > many) return `${names.slice(0, many).join(', ')} or ${names.length - many} more`;
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

/** Letters to add, drop, change, or swap with their neighbour. */
function edits(from: string, to: string): number {
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const changed = at(row, j - 1) + (from[i - 1] === to[j - 1] ? 0 : 1);
      const swapped =
        from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1] ? at(before, j - 2) + 1 : changed;
      next.push(Math.min(changed, swapped, at(row, j) + 1, at(next, j - 1) + 1));
    }
    before = row;
    row = next;
  }
  return at(row, to.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
