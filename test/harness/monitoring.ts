import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { dashboard } from '../../deploy/monitoring/dashboard.ts';
import type { AlertRule } from '../../servers/prometheus.ts';

const file = new URL('../../deploy/monitoring/mayday-rules.yml', import.meta.url);

/** The alert rules as they are shipped. */
export function alertRules(): AlertRule[] {
  const { groups } = parse(readFileSync(file, 'utf8')) as { groups: { rules: AlertRule[] }[] };
  return groups.flatMap(({ rules }) => rules);
}

/** Every question of the dashboard, for all systems. */
export function dashboardQuestions(): string[] {
  const { panels } = dashboard() as { panels: { targets?: { expr: string }[] }[] };
  return panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr.replaceAll('$system', '.*')));
}

/** Names of metrics in an expression: words that no bracket, quote or equals sign makes something else. */
export function metricsIn(expression: string): string[] {
  const bare = expression
    .replaceAll(/"[^"]*"/g, '')
    .replaceAll(/\{[^}]*\}/g, '')
    .replaceAll(/\b(by|without|on|ignoring) \([^)]*\)/g, '');
  const words = bare.match(/\b(mayday|temporal|process|nodejs)_[a-z0-9_]+\b/g) ?? [];
  return [...new Set(words)];
}
