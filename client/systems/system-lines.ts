import type { Catalogue } from '../../systems/catalogue.ts';
import { offeredRunbooks } from '../../systems/offered-runbooks.ts';

/** A system of the folder; of one that cannot be read, or a file with another ending, only what is wrong with it. */
export interface SystemLine {
  system: string;
  title?: string;
  runbooks?: number;
  /** Label by severity. */
  severities?: Record<string, string>;
  problems: string[];
}

/** Every file of the folder, with what is wrong with it. */
export function systemLines(catalogue: Catalogue): SystemLine[] {
  const ids = catalogue.systems();
  const problems = problemsOf(catalogue);
  const own = (system: string) => problems.filter((problem) => problem.startsWith(`${system}.yaml`));
  const others = problems.filter((problem) => !ids.some((system) => problem.startsWith(`${system}.yaml`)));
  return [
    ...ids.map((system): SystemLine => {
      try {
        const { title, severities } = catalogue.profile(system, 'generalIncident');
        const labels = Object.entries(severities).map(([code, { label }]) => [code, label]);
        return {
          system,
          title,
          runbooks: offeredRunbooks(catalogue.file(system)).length,
          severities: Object.fromEntries(labels),
          problems: own(system),
        };
      } catch (error) {
        const told = own(system);
        return { system, problems: told.length > 0 ? told : [(error as Error).message] };
      }
    }),
    ...others.map((problem) => ({ system: problem.split(':')[0] ?? '', problems: [problem] })),
  ];
}

/** A sentence each. */
export function problemsOf(catalogue: Pick<Catalogue, 'problems'>): string[] {
  return catalogue.problems().flatMap((text) => text.split('\n'));
}
