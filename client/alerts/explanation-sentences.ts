import { span } from '../times.ts';
import type { AlertExplanation, WhatStarts } from './explanation.ts';

/** Why an alert goes where it goes: a sentence each, of which the first is the reason. `looked` = the labels that any route looks at. */
export function becauseOf(
  { route, nearest, system }: AlertExplanation,
  looked: readonly string[],
): { about: 'because' | 'grouped' | 'nearest' | ''; says: string }[] {
  if (route.file && !route.catchAll) {
    const labels = Object.entries(route.match).map(([label, value]) => `${label}=${value}`);
    const wanted = [...labels, ...(route.matchers ?? [])];
    return [
      { about: 'because', says: `${routePlace(route)} fits: ${wanted.join(', ')}` },
      ...(route.groupBy
        ? [
            {
              about: 'grouped' as const,
              says: `by ${route.groupBy.join(', ')}, whatever the sender's group`,
            },
          ]
        : []),
    ];
  }
  const fell = route.file
    ? `no route fits, so the catch-all: ${routePlace(route)}`
    : `no route fits and no file has a catch-all, so the built-in one (${system}), which pages nobody`;
  return [
    { about: 'because', says: fell },
    ...(nearest.length === 0 && looked.length > 0
      ? [{ about: '' as const, says: `the routes look at ${looked.join(', ')}` }]
      : []),
    ...nearest.map(({ misses, ...place }) => {
      const wants = misses.map(
        ({ label, operator = '=', wants: wanted, has }) =>
          `${label}${operator}${wanted} (here ${has === '' ? 'there is none' : has})`,
      );
      return { about: 'nearest' as const, says: `${routePlace(place)} wants ${wants.join(', ')}` };
    }),
  ];
}

/** `route 2 of bank.yaml` */
function routePlace({ file, number }: { file?: string; number?: number }): string {
  return `route ${number} of ${file}`;
}

/** Its severity, in the system's word, and where that comes from. */
export function severityBecause({
  severity: { severity: code, label, from, written, read = 'severity' },
  system,
  runbook,
}: AlertExplanation): string {
  const named = label === code ? code : `${code} ${label}`;
  if (from === 'route') return `${named}, of the route`;
  if (from === 'map') return `${named}, which the route makes of ${read}=${written}`;
  if (from === 'label') return `${named}, of the label severity=${written}`;
  const why = written ? `${read}=${written} is none of ${system}` : `the alert has no label ${read}`;
  return `${named}, of ${runbook}: ${why}`;
}

/** What the gateway would do. */
export function followsText(starts: WhatStarts): string {
  const { workflowType, severity: code, summary, heldUntil, heartbeat, firing, resolved } = starts;
  if (heartbeat !== undefined)
    return `a heartbeat, which opens nothing: where none comes within ${span(heartbeat * 1.5)}, its watchdog starts ${workflowType} as ${code}`;
  const alerts = [
    ...(firing > 0 ? [`${firing} firing`] : []),
    ...(resolved > 0 ? [`${resolved} resolved`] : []),
  ].join(', ');
  if (firing > 0 && heldUntil)
    return `signals ${workflowType} if it is open, else held until ${heldUntil} and judged again: ${alerts}: ${summary}`;
  return firing > 0
    ? `starts ${workflowType} as ${code}, or signals it if it is open: ${alerts}: ${summary}`
    : `signals ${workflowType} if it is open, else nothing: ${alerts}`;
}

/** Those that go the same way for the same reasons, together. */
export function alike(alerts: readonly AlertExplanation[]): [AlertExplanation, ...AlertExplanation[]][] {
  const groups = Map.groupBy(alerts, ({ fingerprint: _, ...same }) => JSON.stringify(same));
  return [...groups.values()] as [AlertExplanation, ...AlertExplanation[]][];
}
