import type { Catalogue } from './catalogue.ts';

const looksEvery = 2_000;

/**
 * Tells each problem of a catalogue once, now or within 2 s of the edit that made it, and which are gone.
 * The looks also let a whole version be known before the next edit breaks it.
 */
export function watchCatalogue(
  catalogue: Catalogue,
  tell: (problem: string, state: 'there' | 'gone') => void,
): { stop(): void } {
  let known: string[] = [];
  const look = () => {
    const problems = catalogue.problems();
    for (const problem of problems) if (!known.includes(problem)) tell(problem, 'there');
    for (const problem of known) if (!problems.includes(problem)) tell(problem, 'gone');
    known = problems;
  };
  look();
  const timer = setInterval(look, looksEvery).unref();
  return { stop: () => clearInterval(timer) };
}
