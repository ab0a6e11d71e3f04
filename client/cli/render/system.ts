import {
  channelRows,
  clockRows,
  followUpRows,
  linkRows,
  routeRows,
  termText,
  verificationRows,
} from '../../systems/system-rows.ts';
import type { MitigationView, RunbookView, SystemView } from '../../systems/system-view.ts';
import { thresholdRows } from '../../systems/threshold-rows.ts';
import { clockTime, span } from '../../times.ts';
import type { Look, Paint } from '../screen.ts';
import { ladderRows } from './ladders.ts';
import { policyRows } from './policy.ts';
import { table } from './table.ts';

type Rows = string[][];

/** A system as somebody woken at night needs it: a line per thing; with the commands, those below what they belong to. */
export function systemText(view: SystemView, { commands }: { commands: boolean }, look: Look): string {
  const { paint } = look;
  const sections: [title: string, body: string][] = [
    ['Severities', table(severityRows(view, paint), '  ')],
    ['Clocks', table(clockRows(view), '  ')],
    ['Ladders', table(ladderRows(view, paint), '  ')],
    ['People', table([...peopleRows(view, paint), ...shiftRows(view, look)], '  ')],
    ['Approvals', table(policyRows(view.policy, paint), '  ')],
    ['Channels', table(channelRows(view), '  ')],
    ['Alerts that lead here', table(routeRows(view), '  ')],
    ['Runbooks', withCommands(runbookRows(view, paint), view.runbooks, byHandOf, commands)],
    [
      'Mitigations',
      withCommands(
        mitigationRows(view, paint),
        view.mitigations,
        (each) => each.commands.map(typed),
        commands,
      ),
    ],
    ['What is good', table(thresholdRows(view), '  ')],
    ['Well again', table(verificationRows(view), '  ')],
    ['Afterwards', table(followUpRows(view), '  ')],
    ['Links', table(linkRows(view), '  ')],
    [
      'Assumed of an incident now, since the file does not say',
      view.assumed.map((says) => `  ${says}`).join('\n'),
    ],
  ];
  return [
    headline(view, paint),
    ...sections
      .filter(([, body]) => body !== '')
      .flatMap(([title, body]) => ['', paint('bold', title), body]),
  ].join('\n');
}

function headline({ system, title, document, pool, mode, hash }: SystemView, paint: Paint): string {
  const only = mode === 'shadow' ? ['shadow mode: it only watches'] : [];
  const facts = [
    ...(document ? [document] : []),
    ...only,
    `pool ${pool}`,
    `edition ${hash.slice(0, 8)}`,
  ].join(' · ');
  return `${paint('bold', `${system}  ${title}`)}\n${facts}`;
}

function severityRows({ severities }: SystemView, paint: Paint): Rows {
  const header = ['', '', 'RESPONSE', 'RESOLUTION', 'DECISION', 'BY', 'UPDATES', 'EXAMPLES'];
  return [
    header.map((name) => paint('dim', name)),
    ...severities.map(({ severity, label, promised, response, resolution, approval, reach, ...rest }) => [
      severity,
      label === severity ? '' : label,
      termText(response, promised.response),
      resolution === undefined ? 'no target in the document' : termText(resolution, promised.resolution),
      span(approval),
      reach,
      rest.updatesEvery === undefined ? 'none' : span(rest.updatesEvery),
      rest.examples.join('; '),
    ]),
  ];
}

function peopleRows(view: SystemView, paint: Paint): Rows {
  const { people, commander, stakeholders, onCall, externalContacts } = view;
  return [
    ...(commander ? [['commander', commander.role, commander.people.join(', ')]] : []),
    ...(stakeholders ? [['stakeholders', stakeholders.role, stakeholders.people.join(', ')]] : []),
    ...(onCall ? [['on-call', onCall.source, onCall.link ?? '']] : []),
    ...Object.entries(onCall?.schedules ?? {}).map(([role, id]) => [
      'on-call',
      role,
      `PagerDuty schedule ${id}`,
    ]),
    ...people.map((person) => [person.name, person.roles.join(', ') || 'no role', personText(person, paint)]),
    ...Object.entries(externalContacts).map(([title, contact]) => [title, '', contact]),
  ];
}

function shiftRows({ shifts, onCall }: SystemView, { now, timeZone }: Look): Rows {
  return Object.entries(shifts).flatMap(([role, turns]) => {
    const [current, next] = turns;
    if (!current) return [];
    const until = clockTime(current.until, now, timeZone);
    const then = next ? `, then ${next.people.join(', ')}` : '';
    // PagerDuty is asked when an incident opens, not here.
    const label = onCall?.schedules[role] ? 'else on call' : 'on call now';
    return [[label, role, `${current.people.join(', ')} until ${until}${then}`]];
  });
}

function personText(person: SystemView['people'][number], paint: Paint): string {
  const { placeholder, phone, handle, email, slack, backup, approver, publicKey } = person;
  return [
    ...(placeholder ? [paint('yellow', `placeholder: ${placeholder}`)] : []),
    ...[phone, handle, email].filter((text) => text !== undefined),
    ...(slack ? [`Slack ${slack.user}`] : []),
    ...(backup ? [`backup ${backup}`] : []),
    ...(approver && !placeholder ? [publicKey || slack ? 'may approve' : 'may approve, has no key yet'] : []),
  ].join(' · ');
}

function runbookRows({ runbooks }: SystemView, paint: Paint): Rows {
  return runbooks.map(({ name, title, severity, symptoms, look, byHand, mitigations }) => [
    name,
    severity,
    paint('bold', title),
    [
      ...(symptoms.length > 0 ? [symptoms.join('; ')] : []),
      ...counted(mitigations, 'mitigation'),
      ...counted(look, 'thing to look at', 'things to look at'),
      ...counted(byHand, 'command to look', 'commands to look'),
    ].join(' · '),
  ]);
}

function mitigationRows({ mitigations }: SystemView, paint: Paint): Rows {
  return mitigations.map(({ name, title, risk, asks, temporary, runbooks }) => [
    name,
    risk === 'destructive' ? paint('red', risk) : risk,
    [
      title,
      ...(temporary ? ['temporary'] : []),
      ...(asks.length > 0 ? [`asks: ${asks.join(' ')}`] : []),
      ...(runbooks.length > 0 ? [`in ${runbooks.join(', ')}`] : ['when proposed']),
    ].join(' · '),
  ]);
}

function byHandOf({ look, byHand }: RunbookView): string[] {
  return [...look.map((what) => `look: ${what}`), ...byHand.map(typed)];
}

function typed(command: string): string {
  return `$ ${command}`;
}

function counted(things: readonly unknown[], one: string, many = `${one}s`): string[] {
  return things.length === 0 ? [] : [`${things.length} ${things.length === 1 ? one : many}`];
}

function withCommands<Thing extends RunbookView | MitigationView>(
  rows: Rows,
  things: readonly Thing[],
  linesOf: (thing: Thing) => readonly string[],
  shown: boolean,
): string {
  const lines = table(rows, '  ').split('\n');
  if (!shown) return lines.join('\n');
  return lines
    .flatMap((line, index) => [
      line,
      ...(things[index] ? linesOf(things[index]).map((each) => `    ${each}`) : []),
    ])
    .join('\n');
}
