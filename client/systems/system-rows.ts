import { type Matcher, matcherText } from '../../systems/matchers.ts';
import { stepName, type VerificationStep } from '../../workflows/contract/verification.ts';
import { span } from '../times.ts';
import type { SystemView } from './system-view.ts';

// What stands in the lines of a system, wherever it is shown.

/** A target, as a time and as the document promises it: business time takes longer or shorter by when it begins. */
export function termText(ms: number, promised: string | undefined): string {
  return promised?.includes('business') ? `${promised} (if opened now: ${span(ms)})` : span(ms);
}

// As workflows/incident/resolution.ts warns, and half of what a plan waits.
const warnedAt = [0.5, 0.8, 1];

/** Severity, when its resolution target warns, and how long a plan waits. */
export function clockRows({ severities }: SystemView): string[][] {
  return severities.map(({ severity, resolution, approval }) => [
    severity,
    resolution === undefined
      ? 'no warnings'
      : `warned after ${warnedAt.map((part) => span(resolution * part)).join(', ')}`,
    `a plan: reminder after ${span(approval / 2)}, expires after ${span(approval)}`,
  ]);
}

/** Channel, and what the file says of it. */
export function channelRows({ channels }: SystemView): string[][] {
  const { perIncident, ...named } = channels;
  return [
    ...Object.entries(named).flatMap(([name, where]) =>
      where === undefined ? [] : [[name, placeText(where)]],
    ),
    ...(perIncident ? [['perIncident', 'each incident has a channel of its own']] : []),
  ];
}

/** What a file says of a channel, in one line. */
function placeText(where: unknown): string {
  if (Array.isArray(where)) return where.map(placeText).join(', ');
  if (typeof where !== 'object' || where === null) return String(where);
  const said = Object.entries(where).filter(([, value]) => value !== undefined);
  return said.map(([name, value]) => `${name} ${placeText(value)}`).join(' · ');
}

/** What a route matches, the runbook it leads to, and its severity and group. */
export function routeRows({ routes }: SystemView): string[][] {
  return routes.map(({ match = {}, matchers = [], catchAll, runbook, severity, groupBy, heartbeat }) => [
    wantedText({ match, matchers, catchAll }),
    `→ ${runbook}`,
    [
      routeSeverity(severity),
      ...(groupBy ? [`by ${groupBy.join(', ')}`] : []),
      ...(heartbeat ? [`when none comes for ${span(heartbeat.every * 1.5)}`] : []),
    ]
      .filter((part) => part !== '')
      .join('; '),
  ]);
}

interface Wanted {
  match?: Record<string, string>;
  matchers?: readonly Matcher[];
  catchAll?: boolean;
}

/** `team=bank, kind=~"d.*"` */
export function wantedText({ match = {}, matchers = [], catchAll }: Wanted): string {
  if (catchAll) return 'all that match nowhere';
  return [...Object.entries(match).map((pair) => pair.join('=')), ...matchers.map(matcherText)].join(', ');
}

type Mapped = { label: string; map: Readonly<Record<string, string | undefined>> };

/** A severity of a route, or what it makes of the values of a label. */
export function routeSeverity(severity: string | Mapped | undefined): string {
  if (severity === undefined || typeof severity === 'string') return severity ?? '';
  const { label, map } = severity;
  return Object.entries(map)
    .map(([value, code]) => `${label}=${value}: ${code}`)
    .join(', ');
}

/** What has to be well before an incident is over. */
export function verificationRows({ verification, stability }: SystemView): string[][] {
  const { health, probes, every, steps = [] } = verification;
  return [
    [
      'health',
      health
        ? `${health.id} answers 2xx ${probes} times in a row, ${span(every)} apart: ${health.url}`
        : 'people judge',
    ],
    ...steps.map((step) =>
      step.step === 'shows' ? ['a person sees', step.shows] : ['then', stepText(step)],
    ),
    [
      'stability',
      `${span(stability.window)}, a look every ${span(stability.every)}${stability.note ? ` (${stability.note})` : ''}`,
    ],
  ];
}

function stepText(step: Exclude<VerificationStep, { step: 'shows' }>): string {
  switch (step.step) {
    case 'responseTimes': {
      const limit = step.p95Below === undefined ? '' : `, 95 % of them below ${span(step.p95Below)}`;
      return `${stepName(step)}: ${step.requests} requests${limit}`;
    }
    case 'errorsInLogs':
      return `${stepName(step)}: at most ${step.atMost} in the logs of the last ${span(step.since)}`;
    default:
      return stepName(step);
  }
}

/** A list of what is left to do afterwards, when, and its items. */
export function followUpRows({ followUps }: SystemView): string[][] {
  return followUps.map(({ title, from, within, assumed, items }) => [
    title,
    `${from > 0 ? `${span(from)} to ` : 'within '}${span(within)}${assumed ? ' (assumed)' : ''}`,
    items.join('; '),
  ]);
}

/** Kind, title and address. */
export function linkRows({ links }: SystemView): string[][] {
  return Object.entries(links).flatMap(([kind, titled]) =>
    Object.entries(titled ?? {}).map(([title, where]) => [kind, title, where]),
  );
}
