import type { Explanation } from '../../alerts/explanation.ts';
import { alike, becauseOf, followsText, severityBecause } from '../../alerts/explanation-sentences.ts';
import type { Look } from '../screen.ts';
import { table } from './table.ts';

/** Where the alerts of a message go and why; alerts that go the same way for the same reasons are told once. */
export function explanationText({ group, alerts, labels, starts }: Explanation, { paint }: Look): string {
  return [
    `Group ${group}`,
    ...alike(alerts).flatMap((same) => {
      const [first] = same;
      const count = same.length > 1 ? `  ${same.length} alerts` : '';
      return [
        '',
        `${paint('bold', first.name)}  ${first.status}${count}`,
        table(
          [
            ['goes to', `${first.runbook} of ${first.system}`],
            ...becauseOf(first, labels).map(({ about, says }) => [about, says]),
            ['severity', severityBecause(first)],
            ...(first.held
              ? [['held', `until ${first.held.until} by maintenance: ${first.held.reason}`]]
              : []),
          ],
          '  ',
        ),
      ];
    }),
    '',
    paint('bold', 'What follows'),
    ...(starts.length > 0
      ? starts.map((each) => `  ${followsText(each)}\n    ${each.workflowId}`)
      : ['  nothing: it has no alerts']),
  ].join('\n');
}
