import { html } from 'ghtml';
import type { RunbookView, SystemView } from '../../systems/system-view.ts';
import { span } from '../../times.ts';
import { severityBadge } from '../severity.ts';
import { commands, facts, list, section, text } from './rows.ts';

/** Each runbook: what it is for, what it asks, and what it may offer. */
export function runbooksSection({ runbooks, mitigations }: SystemView): string {
  const titles = new Map(mitigations.map(({ name, title }) => [name, title]));
  return section('runbooks', 'Runbooks', ...runbooks.map((each) => runbookCard(each, titles)));
}

function runbookCard(runbook: RunbookView, titles: ReadonlyMap<string, string>): string {
  const { name, title, severity, severityAssumed, restricted, endedByPeople, symptoms, look, byHand } =
    runbook;
  const offered = runbook.mitigations.map(
    (each) => html`<li><a href="#mitigation-${each}">${titles.get(each) ?? each}</a></li>`,
  );
  return html`<details class="card" id="runbook-${name}"><summary><strong>${title}</strong> <code>${name}</code></summary>
!${facts([
    ['Severity', html`!${severityBadge(severity)}${severityAssumed ? ' (assumed)' : ''}`],
    ['Who sees it', restricted ? 'only people of this system: it is restricted' : ''],
    ['Ends', endedByPeople ? 'when somebody says so' : ''],
    ['Symptoms', list(symptoms)],
    ['Asks', list(asked(runbook))],
    ['Offers', offered.length > 0 ? html`<ol>!${offered}</ol>` : text('nothing by itself; people propose')],
    ['To look at', list(look)],
  ])}
!${commands('Commands to look', byHand)}</details>`;
}

/** What the file has it ask beside the health check and what is asked of the system's clusters and services. */
function asked(runbook: RunbookView): string[] {
  const { database, databaseLooks, cache, broker, disks, health = [], podMetrics = [] } = runbook;
  const { metrics = [], scripts = [], inPod = [], stores } = runbook;
  const looks = Object.keys(databaseLooks ?? {});
  return [
    ...(database ? [`PostgreSQL ${database.id}: connections, sessions, queries${also(looks)}`] : []),
    ...(database
      ? [
          `sick above ${runbook.connectionsWarnAt} % of the usable connections, with sessions idle for ${span(runbook.idleAfter)}, queries that run ${span(runbook.longQueryAfter)}`,
        ]
      : []),
    ...(cache ? [`cache ${cache.server.id}`] : []),
    ...(broker ? [`Kafka ${broker.server.id}`] : []),
    ...(disks ? [`disks${also(disks.hosts.map(({ id }) => id))}, full above ${disks.above} %`] : []),
    ...(stores?.database ? [`slow queries of ${stores.database.database.id}`] : []),
    ...(stores?.cache ? [`slow answers of ${stores.cache.server.id}`] : []),
    ...health.map(({ id }) => `health of ${id}`),
    ...podMetrics.map((id) => `metrics of the pods of ${id}`),
    ...metrics.map(({ id, asks }) => `metrics of ${id}${asks ? `: ${asks}` : ''}`),
    ...scripts.map(({ title, name }) => `script ${name}: ${title}`),
    ...inPod.map(({ title, workload }) => `in a pod of ${workload}: ${title}`),
    ...(runbook.name === 'certificateExpiry'
      ? [`certificates that end within ${span(runbook.certificateExpiry)}`]
      : []),
  ];
}

function also(names: readonly string[]): string {
  return names.length > 0 ? `, ${names.join(', ')}` : '';
}
