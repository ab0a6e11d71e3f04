import type { Outside } from './outside.ts';

/** What one has and the other has not, line by line: empty = they are the same. */
export function differences(undisturbed: Outside, seen: Outside): string[] {
  const parts = Object.keys(undisturbed) as (keyof Outside)[];
  return parts.flatMap((part) => [
    ...without(undisturbed[part], seen[part]).map((line) => `${part}: missing: ${line}`),
    ...without(seen[part], undisturbed[part]).map((line) => `${part}: too much: ${line}`),
  ]);
}

/** Each line as often as it is there more often than in the other. */
function without(lines: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return lines.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
