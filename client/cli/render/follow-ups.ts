import type { FollowUpItem, FollowUpsView } from '../../../workflows/contract/follow-ups.ts';
import { actorName } from '../../../workflows/contract/people.ts';
import { relative } from '../../times.ts';
import type { Look } from '../screen.ts';
import { table } from './table.ts';

/** One open item of the list over all incidents. */
export interface OpenFollowUp {
  incident: string;
  system: string;
  item: number;
  title: string;
  owner?: string;
  /** RFC 3339 */
  due: string;
  overdue: boolean;
}

/** The open items, soonest due first. */
export function openItems(views: readonly FollowUpsView[], now: Date): OpenFollowUp[] {
  return views
    .flatMap(({ incident, system, items }) =>
      items
        .filter(({ state }) => state === 'open')
        .map(({ number, title, owner, due }) => ({
          incident,
          system,
          item: number,
          title,
          owner,
          due,
          overdue: Date.parse(due) <= now.getTime(),
        })),
    )
    .sort((a, b) => a.due.localeCompare(b.due) || a.incident.localeCompare(b.incident) || a.item - b.item);
}

/** Open items over all incidents as a table. */
export function openItemsText(items: readonly OpenFollowUp[], { now, paint }: Look): string {
  if (items.length === 0) return 'Nothing is left to do.';
  const header = ['INCIDENT', 'ITEM', 'DUE', 'OWNER', 'SYSTEM', 'TO DO'];
  const rows = items.map(({ incident, item, due, overdue, owner, system, title }) => [
    paint('bold', incident),
    String(item),
    paint(overdue ? 'red' : 'yellow', relative(due, now)),
    owner ?? 'nobody yet',
    system,
    title,
  ]);
  return table([header.map((name) => paint('dim', name)), ...rows]);
}

/** All items of one incident, by list. */
export function followUpsText(view: FollowUpsView, look: Look): string {
  const { incident, systemTitle, label, summary, items, assumed } = view;
  const lists = [...new Set(items.map(({ list }) => list))];
  return [
    `${look.paint('bold', incident)}  ${label}  ${systemTitle}: ${summary}`,
    ...lists.flatMap((title) => [
      '',
      title,
      table(
        items.filter(({ list }) => list === title).map((item) => row(item, look)),
        '  ',
      ),
    ]),
    ...(assumed.length > 0 ? ['', ...assumed.map((says) => look.paint('dim', `Assumed: ${says}`))] : []),
  ].join('\n');
}

function row(item: FollowUpItem, { now, paint }: Look): string[] {
  const { number, title, owner, due, assumed } = item;
  if (item.state !== 'open') {
    const by = item.settledBy ? ` by ${actorName(item.settledBy)}` : '';
    const why = item.reason ? `: ${item.reason}` : '';
    return [String(number), paint('green', item.state), title, `${item.state}${by}${why}`];
  }
  const late = Date.parse(due) <= now.getTime();
  const when = `due ${relative(due, now)}${assumed ? ' (assumed)' : ''}`;
  return [
    String(number),
    late ? paint('red', 'overdue') : 'open',
    title,
    `${owner ?? 'nobody yet'}, ${when}`,
  ];
}
