import type { RunbookName } from '../workflows/contract/runbooks.ts';
import type { Catalogue } from './catalogue.ts';
import { offeredRunbooks } from './offered-runbooks.ts';

/** Something that a file does not say, so that Mayday assumes it. */
export interface Assumption {
  says: string;
  /** Only runs of these assume it; without it all do. */
  runbooks?: RunbookName[];
}

/** Everything that runs of a system assume, each once. @throws like `Catalogue.profile` */
export function assumptionsOf(catalogue: Catalogue, system: string): Assumption[] {
  const offered = offeredRunbooks(catalogue.file(system));
  const assumedBy = new Map<string, RunbookName[]>();
  for (const runbook of offered) {
    for (const says of new Set(catalogue.profile(system, runbook).assumed)) {
      assumedBy.set(says, [...(assumedBy.get(says) ?? []), runbook]);
    }
  }
  return [...assumedBy].map(([says, runbooks]) =>
    runbooks.length === offered.length ? { says } : { says, runbooks },
  );
}

const mostNamed = 3;

/** As a line: `databaseIssues: queries: the file does not say …` */
export function assumptionText({ says, runbooks }: Assumption): string {
  if (!runbooks) return says;
  const of = runbooks.length > mostNamed ? `${runbooks.length} runbooks` : runbooks.join(', ');
  return `${of}: ${says}`;
}
