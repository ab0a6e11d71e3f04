import type { TimedStep } from '../../systems/ladders.ts';
import type { SystemView } from '../../systems/system-view.ts';
import { span } from '../../times.ts';
import type { Paint } from '../screen.ts';

/** Whom each severity reaches and when, and each runbook that has a ladder of its own. */
export function ladderRows({ severities, runbooks }: SystemView, paint: Paint): string[][] {
  const rows = (what: string, response: TimedStep[], resolution: TimedStep[]) => [
    [what, 'until acknowledged', stepsText(response, paint)],
    ['', 'until resolved', stepsText(resolution, paint)],
  ];
  return [
    ...severities.flatMap(({ severity, responseLadder, resolutionLadder }) =>
      rows(severity, responseLadder, resolutionLadder),
    ),
    ...runbooks.flatMap(({ name, severity, ladders }) =>
      ladders ? rows(`${name} ${severity}`, ladders.responseLadder, ladders.resolutionLadder) : [],
    ),
  ];
}

function stepsText(steps: readonly TimedStep[], paint: Paint): string {
  if (steps.length === 0) return paint('yellow', 'nobody');
  return steps.map((step) => `${at(step)} ${step.role} (${holders(step, paint)})`).join(' → ');
}

function at({ after }: TimedStep): string {
  return after === 0 ? 'at once' : span(after);
}

function holders({ people, placeholders }: TimedStep, paint: Paint): string {
  const names = people.join(', ');
  if (placeholders.length === 0) return names || paint('red', 'nobody');
  const blank = paint('yellow', `placeholder ${placeholders.map((text) => JSON.stringify(text)).join(', ')}`);
  return `${blank}: ${names ? `${names} instead` : paint('red', 'nobody instead')}`;
}
