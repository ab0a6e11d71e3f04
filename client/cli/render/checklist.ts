import type { ChecklistItem } from '../../../workflows/contract/incident.ts';
import { actorName } from '../../../workflows/contract/people.ts';
import { relative } from '../../times.ts';
import type { Look } from '../screen.ts';

/** What is left to go through now, and how much comes later; all of it with `whole`. */
export function checklistText(
  items: readonly ChecklistItem[],
  { now, paint }: Look,
  whole = false,
): string[] {
  const begun = ({ from }: ChecklistItem) => from === undefined || Date.parse(from) <= now.getTime();
  const shown = items.filter((item) => whole || (begun(item) && !item.doneBy));
  if (shown.length === 0) return [];
  const done = items.filter(({ doneBy }) => doneBy).length;
  const lines = shown.flatMap((item, i) => {
    const { phase, until, text, doneBy } = item;
    const by = until ? ` (${relative(until, now)})` : '';
    const heading = phase === shown[i - 1]?.phase ? [] : [`  ${paint('bold', phase)}${by}`];
    const mark = doneBy ? paint('green', '✔') : ' ';
    const who = doneBy ? paint('dim', ` ${actorName(doneBy)}`) : '';
    return [...heading, `  ${mark} ${String(item.item).padStart(2)}  ${text}${who}`];
  });
  return ['', `${paint('bold', 'Checklist')} (${done} of ${items.length} done)`, ...lines];
}
