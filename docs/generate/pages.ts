import { coveragePage } from './coverage-page.ts';
import { risksPage } from './risks-page.ts';
import { readCoverage, readSystems } from './sources.ts';

/** The pages that are written from the catalogue, by their place in the project. */
export function pages(): Record<string, string> {
  const systems = readSystems();
  return {
    'docs/coverage.md': coveragePage(readCoverage(), systems),
    'docs/risks.md': risksPage(systems),
  };
}
