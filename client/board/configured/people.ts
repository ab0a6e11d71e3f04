import { createHash } from 'node:crypto';
import { html } from 'ghtml';
import type { PublicKey } from '../../../systems/catalogue.ts';
import { namedValue } from '../../gateway/named-value.ts';
import type { SystemView } from '../../systems/system-view.ts';
import type { BoardParts } from '../parts.ts';
import { timeAt } from '../times.ts';
import { address, section, table, text } from './rows.ts';

type Person = SystemView['people'][number];

/** Everybody of the file: how they are reached, and with what they sign. */
export function peopleSection(view: SystemView, parts: Pick<BoardParts, 'environment'>): string {
  const rows = view.people.map((person) => [
    text(person.name),
    text(person.roles.join(', ') || 'no role'),
    reached(person),
    signs(person, parts),
  ]);
  return section(
    'people',
    'People',
    table(
      'How they are reached, and with what they sign',
      ['Name', 'Roles', 'Reached by', 'Signs with'],
      rows,
    ),
    table('Roles and others', ['Who', 'Of', 'Is'], roleRows(view)),
  );
}

function reached({ placeholder, phone, handle, email, slack, backup }: Person): string {
  if (placeholder !== undefined) return html`<span class="badge warn">placeholder</span> ${placeholder}`;
  const ways = [phone, handle, email, ...(slack ? [`Slack ${slack.user}`] : [])].filter(
    (way) => way !== undefined,
  );
  const then = backup ? html`; backup ${backup}` : '';
  if (ways.length === 0) return html`<span class="badge warn">the file does not say how</span>!${then}`;
  return html`${ways.join(' · ')}!${then}`;
}

function signs(
  { publicKey = [], slack, email, approver, placeholder }: Person,
  { environment }: Pick<BoardParts, 'environment'>,
): string {
  const means = [
    ...publicKey.map(({ key, until }: PublicKey) =>
      until === undefined
        ? keyText(key, environment)
        : html`!${keyText(key, environment)} until !${timeAt(until)}`,
    ),
    ...(slack ? ['their Slack account'] : []),
    ...(email ? ['their sign-in'] : []),
  ];
  const may = approver && placeholder === undefined ? 'may approve' : '';
  const first = may ? html`<span class="badge info">${may}</span> ` : '';
  if (means.length > 0) return html`!${first}!${means.join(', ')}`;
  return may ? html`!${first}<span class="badge warn">has no key yet</span>` : 'nothing yet';
}

/** Enough to compare it with one's own, and no more. */
function keyText(key: string, environment: BoardParts['environment']): string {
  const [, name] = /^\$\{(\w+)\}$/.exec(key) ?? [];
  if (name === undefined) {
    const print = createHash('sha256').update(Buffer.from(key, 'base64')).digest('base64').replace(/=+$/, '');
    return html`key <code>SHA256:${print}</code>`;
  }
  const here = namedValue(name, environment) === undefined ? ', which is not set at this gateway' : '';
  return html`the key in <code>${key}</code>${here}`;
}

function roleRows({ commander, stakeholders, onCall, shifts, externalContacts }: SystemView): string[][] {
  const holders = (who: string, of: SystemView['commander']) =>
    of ? [[who, text(of.role), text(of.people.join(', '))]] : [];
  return [
    ...holders('Commander', commander),
    ...holders('Stakeholders', stakeholders),
    ...(onCall ? [['On-call list', text(onCall.source), address(onCall.link ?? '')]] : []),
    ...Object.entries(onCall?.schedules ?? {}).map(([role, id]) => [
      'On call',
      text(role),
      text(`PagerDuty schedule ${id}, asked when an incident opens`),
    ]),
    ...Object.entries(shifts).flatMap(([role, [current, next]]) =>
      current
        ? [
            [
              onCall?.schedules[role] ? 'Else on call' : 'On call now',
              text(role),
              html`${current.people.join(', ')} until !${timeAt(current.until)}${next ? `, then ${next.people.join(', ')}` : ''}`,
            ],
          ]
        : [],
    ),
    ...Object.entries(externalContacts).map(([title, contact]) => [text(title), '', text(contact)]),
  ];
}
