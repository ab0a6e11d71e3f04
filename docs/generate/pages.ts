import { dashboard } from '../../deploy/monitoring/dashboard.ts';
import { approvalsPage } from './approvals-page.ts';
import { clocksPage } from './clocks-page.ts';
import { coveragePage } from './coverage-page.ts';
import { effectsPage } from './effects-page.ts';
import { envExample } from './env-example.ts';
import { metricsPage } from './metrics-page.ts';
import { risksPage } from './risks-page.ts';
import { withSettings } from './settings-table.ts';
import { readCoverage, readPage, readSystems } from './sources.ts';

/** The pages that are written from the catalogue, and from what tests hold, by their place in the project. */
export function pages(): Record<string, string> {
  const systems = readSystems();
  const coverage = readCoverage();
  return {
    '.env.example': envExample(),
    'docs/approvals.md': approvalsPage(),
    'docs/clocks.md': clocksPage(coverage),
    'docs/coverage.md': coveragePage(coverage, systems),
    'docs/effects.md': effectsPage(),
    'docs/operating.md': withSettings(readPage('docs/operating.md')),
    'docs/metrics.md': metricsPage(),
    'docs/risks.md': risksPage(systems),
    'deploy/monitoring/grafana/mayday.json': `${JSON.stringify(dashboard(), null, 2)}\n`,
  };
}
