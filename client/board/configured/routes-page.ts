import type { FastifyReply, FastifyRequest } from 'fastify';
import { html } from 'ghtml';
import type { Route } from '../../../systems/catalogue.ts';
import { flappingRule } from '../../../systems/defaults.ts';
import { oneOf } from '../../../systems/nearest.ts';
import { routeSeverity, wantedText } from '../../systems/system-rows.ts';
import { span } from '../../times.ts';
import { csrfField } from '../page.ts';
import type { BoardParts, Pages } from '../parts.ts';
import { mayRead } from '../rights.ts';
import { type SessionData, visitorOf } from '../visitor.ts';
import { type Tried, type Typed, tryAlert } from './alert-typed.ts';
import { answer, type MeetsOf } from './answer.ts';
import { sendConfigured } from './frame.ts';
import { meets, rulesOf } from './meets.ts';
import { table, text } from './rows.ts';
import { systemPath } from './systems-page.ts';
import { windowsTable } from './windows.ts';

const path = '/board/configured/routes';
/** More routes than these are folded up, by file. */
const shownAtOnce = 12;

/** `/board/configured/routes`: every route in its order, and where an alert would go. */
export const routesPage: Pages = (app, parts) => {
  app.get(path, (request, reply) => send(request, reply, parts));
  app.post<{ Body: Partial<Record<keyof Typed, unknown>> | null }>(path, async (request, reply) => {
    const { message, from } = request.body ?? {};
    const typed = { message: String(message ?? ''), from: String(from ?? '') };
    const tried = tryAlert(typed, parts.catalogue, new Date(parts.clock()));
    return send(request, reply, parts, { typed, tried, meetsOf: await meetsNow(request, parts) });
  });
};

async function meetsNow(request: FastifyRequest, parts: BoardParts): Promise<MeetsOf> {
  const visitor = visitorOf(request, parts.clock()) as SessionData;
  try {
    const { incidents } = await parts.reader.open();
    return (starts) => {
      const met = meets(starts, incidents, parts);
      return met.kind === 'none' ? met : { ...met, hidden: !mayRead(parts, visitor, met.incident) };
    };
  } catch {
    return () => undefined;
  }
}

interface Asked {
  typed: Typed;
  tried: Tried;
  meetsOf: MeetsOf;
}

function send(request: FastifyRequest, reply: FastifyReply, parts: BoardParts, asked?: Asked) {
  const { catalogue } = parts;
  const isWrong = asked !== undefined && 'instead' in asked.tried;
  return sendConfigured(
    request,
    reply,
    {
      title: 'Routes',
      here: 'routes',
      body: () => html`<h1>Routes</h1>
!${form(request, parts, asked?.typed)}
!${asked ? answer(asked.tried, asked.meetsOf) : ''}
<h2>All routes</h2>
<p>Files are asked in this order, and the first route that fits takes an alert. Where one names no severity, the label's counts, else the runbook's; where it names no labels to group by, the sender's group does.</p>
!${routeTables(catalogue.routes())}
!${explainingTable(parts)}
<h2>Held and flapping</h2>
<p>An alert that changes more than ${flappingRule.changes} times within ${span(flappingRule.within)} flaps: its incident does not end by itself before it has been calm for ${span(flappingRule.within)}. During planned maintenance alerts are held, unless their incident is open.</p>
!${windowsTable(parts)}`,
    },
    isWrong ? 422 : 200,
  );
}

function form(
  request: FastifyRequest,
  { catalogue }: BoardParts,
  typed: Typed = { message: '', from: '' },
): string {
  const senders = [
    'alertmanager',
    'grafana',
    'sentry',
    'pagerduty',
    ...catalogue.hooks().map(({ name }) => name),
  ];
  const options = senders.map(
    (name) => html`<option value="${name}" !${name === typed.from ? 'selected' : ''}>${name}</option>`,
  );
  return html`<form class="card" method="post" action="${path}">!${csrfField(request)}
<h2>Try an alert</h2>
<p class="field"><label for="message">Labels, or a whole message</label>
<span class="hint" id="message-hint">Labels as name=value, one a line; or the JSON that ${oneOf(senders)} sends. Nothing is sent or started.</span>
<textarea id="message" name="message" rows="6" required spellcheck="false" class="mono" aria-describedby="message-hint">${typed.message}</textarea></p>
<p class="field"><label for="from">Sender of a message</label>
<select id="from" name="from"><option value="">as it looks</option>!${options}</select></p>
<div class="actions"><button class="primary">Where would it go?</button></div></form>`;
}

function routeTables(routes: readonly Route[]): string {
  if (routes.length === 0)
    return html`<p class="notice bad">No file has a route: every alert opens a general incident of no system, which pages nobody.</p>`;
  const isShort = routes.length <= shownAtOnce;
  const [catchAll] = routes.filter((route) => route.catchAll);
  const files = [...Map.groupBy(routes, ({ system }) => system)].map(([system, own]) => {
    const routeCount = own.length === 1 ? '1 route' : `${own.length} routes`;
    return html`<details class="card" !${isShort ? 'open' : ''}><summary><strong>${system}</strong>: ${routeCount}</summary>!${table(
      `Routes of ${system}`,
      ['Route', 'Matches', 'Leads to', 'Severity', 'One incident for each'],
      own.map(routeCells),
    )}<p><a href="${systemPath(system)}">About ${system}</a></p></details>`;
  });
  const last = catchAll
    ? html`What none of them takes goes to the catch-all, <strong>${catchAll.runbook}</strong> of <a href="${systemPath(catchAll.system)}">${catchAll.system}</a>.`
    : 'No file has a catch-all: what none of them takes opens a general incident of no system, which pages nobody.';
  return html`!${files}<p class="!${catchAll ? '' : 'notice bad'}">!${last}</p>`;
}

function routeCells({ number, runbook, severity, groupBy, heartbeat, ...wanted }: Route): string[] {
  return [
    text(`${number ?? ''}`),
    wanted.catchAll
      ? html`<span class="badge info">catch-all</span>`
      : html`<code>${wantedText(wanted)}</code>`,
    heartbeat === undefined ? text(runbook) : html`${runbook}, when none comes for ${span(heartbeat * 1.5)}`,
    text(routeSeverity(severity)),
    text(groupBy?.join(', ')),
  ];
}

function explainingTable({ catalogue }: BoardParts): string {
  const rows = catalogue
    .systems()
    .flatMap((system) => rulesOf(system, catalogue).map((rule) => ({ system, ...rule })))
    .map(({ system, by, runbooks, within }) => [
      html`<a href="${systemPath(system)}">${system}</a>`,
      text(by),
      text(runbooks.join(', ')),
      text(span(within)),
    ]);
  return table(
    'What explains what',
    ['System', 'An incident of', 'Explains those of', 'That begin within'],
    rows,
  );
}
