import { clocksPage } from './clocks-page.ts';
import { coveragePage } from './coverage-page.ts';
import { risksPage } from './risks-page.ts';
import { readCoverage, readSystems } from './sources.ts';

/** The pages that are written from the catalogue, by their place in the project. */
export function pages(): Record<string, string> {
  const systems = readSystems();
  const coverage = readCoverage();
  return {
    'docs/clocks.md': clocksPage(coverage),
    'docs/coverage.md': coveragePage(coverage, systems),
    'docs/risks.md': risksPage(systems),
  };
}
