import { html } from 'ghtml';
import { placeOf } from '../../../systems/risk-rows.ts';
import type { SystemFile } from '../../../systems/schema.ts';
import { channelRows, clockRows, routeRows, termText } from '../../systems/system-rows.ts';
import type { SystemView } from '../../systems/system-view.ts';
import { span } from '../../times.ts';
import { severityBadge } from '../severity.ts';
import { section, table, text } from './rows.ts';

/** Targets and update intervals. */
export function severitiesSection(view: SystemView): string {
  const clocks = new Map(clockRows(view).map(([severity, ...said]) => [severity, said]));
  const rows = view.severities.map((each) => [
    severityBadge(each.severity, each.label),
    text(termText(each.response, each.promised.response)),
    each.resolution === undefined
      ? text('no target in the document')
      : text(termText(each.resolution, each.promised.resolution)),
    text(each.reach === 'page' ? 'pages' : 'notifies'),
    text(each.updatesEvery === undefined ? 'none' : `every ${span(each.updatesEvery)}`),
    text(clocks.get(each.severity)?.join('; ')),
    text(each.examples.join('; ')),
  ]);
  const heads = ['Severity', 'Response', 'Resolution', 'Reach', 'Updates', 'Clocks', 'Examples'];
  return section('severities', 'Severities', table('Targets, updates and clocks by severity', heads, rows));
}

/** What the file says of each, as it is written there. */
export function channelsSection(view: SystemView): string {
  const rows = channelRows(view).map(([name, where]) => [
    text(name),
    html`<span class="wrap">${where}</span>`,
  ]);
  return section(
    'channels',
    'Channels',
    table('Where people are told', ['Channel', 'What the file says'], rows) ||
      html`<p>The file asks for none; those that workers have are used.</p>`,
    html`<p><a href="/board/configured/channels">State of the channels</a></p>`,
  );
}

/** Its own routes; all of them are on a page of their own. */
export function alertsSection(view: SystemView): string {
  const rows = routeRows(view).map(([matches, leads, how], index) => [
    text(`${index + 1}`),
    html`<code>${matches}</code>`,
    text(leads?.replace('→ ', '')),
    text(how),
  ]);
  return section(
    'alerts',
    'Alerts that lead here',
    table('Routes of this file', ['Route', 'Matches', 'Leads to', 'Severity and group'], rows),
    html`<p><a href="/board/configured/routes">All routes, and where an alert would go</a></p>`,
  );
}

/** What the file names; addresses and secrets are left out. */
export function targetsSection({ targets }: SystemFile): string {
  const rows = Object.entries(targets).map(([name, target]) => [text(name), text(placeOf(target))]);
  return section(
    'targets',
    'Targets',
    table('What checks ask and changes touch', ['Name', 'What it is'], rows),
  );
}
