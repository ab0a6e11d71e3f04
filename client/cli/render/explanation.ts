import type { AlertExplanation, Explanation, WhatStarts } from '../routing/explanation.ts';
import type { Look } from '../screen.ts';
import { table } from './table.ts';

/** Where the alerts of a message go and why; alerts that go the same way for the same reasons are told once. */
export function explanationText({ group, alerts, labels, starts }: Explanation, { paint }: Look): string {
  const alike = [...Map.groupBy(alerts, ({ fingerprint: _, ...same }) => JSON.stringify(same)).values()];
  return [
    `Group ${group}`,
    ...alike.flatMap((same) => {
      const [first] = same as [AlertExplanation];
      const count = same.length > 1 ? `  ${same.length} alerts` : '';
      return [
        '',
        `${paint('bold', first.name)}  ${first.status}${count}`,
        table(
          [
            ['goes to', `${first.runbook} of ${first.system}`],
            ...because(first, labels),
            ['severity', severity(first)],
          ],
          '  ',
        ),
      ];
    }),
    '',
    paint('bold', 'What follows'),
    ...(starts.length > 0
      ? starts.map((each) => `  ${follows(each)}\n    ${each.workflowId}`)
      : ['  nothing: it has no alerts']),
  ].join('\n');
}

function because({ route, nearest, system }: AlertExplanation, looked: readonly string[]): string[][] {
  const place = (file: string, number: number | undefined) => `route ${number} of ${file}`;
  if (route.file && !route.catchAll) {
    const labels = Object.entries(route.match).map(([label, value]) => `${label}=${value}`);
    return [['because', `${place(route.file, route.number)} fits: ${labels.join(', ')}`]];
  }
  const fell = route.file
    ? `no route fits, so the catch-all: ${place(route.file, route.number)}`
    : `no route fits and no file has a catch-all, so the built-in one (${system}), which pages nobody`;
  return [
    ['because', fell],
    ...(nearest.length === 0 && looked.length > 0 ? [['', `the routes look at ${looked.join(', ')}`]] : []),
    ...nearest.map(({ file, number, misses }) => {
      const wants = misses.map(
        ({ label, wants: wanted, has }) => `${label}=${wanted} (here ${has === '' ? 'there is none' : has})`,
      );
      return ['nearest', `${place(file, number)} wants ${wants.join(', ')}`];
    }),
  ];
}

function severity({
  severity: { severity: code, label, from, written },
  system,
  runbook,
}: AlertExplanation): string {
  const named = label === code ? code : `${code} ${label}`;
  if (from === 'route') return `${named}, of the route`;
  if (from === 'label') return `${named}, of the label severity=${written}`;
  const why = written ? `severity=${written} is none of ${system}` : 'the alert has no label severity';
  return `${named}, of ${runbook}: ${why}`;
}

function follows({ workflowType, severity: code, summary, firing, resolved }: WhatStarts): string {
  const alerts = [
    ...(firing > 0 ? [`${firing} firing`] : []),
    ...(resolved > 0 ? [`${resolved} resolved`] : []),
  ].join(', ');
  return firing > 0
    ? `starts ${workflowType} as ${code}, or signals it if it is open: ${alerts}: ${summary}`
    : `signals ${workflowType} if it is open, else nothing: ${alerts}`;
}
