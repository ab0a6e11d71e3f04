import type { Catalogue } from '../../../systems/catalogue.ts';
import { type Explanation, explain } from '../../alerts/explanation.ts';
import { readMessage } from '../../alerts/read-message.ts';

/** What was put into the form. */
export interface Typed {
  message: string;
  /** A sender; empty = as its form says. */
  from: string;
}

/** Where it would go, why it concerns nothing, or what to write instead. */
export type Tried =
  | {
      explanations: Explanation[];
      /** What of it is not understood. */
      wrong: string[];
      /** Only labels were given: the sender's group is not known. */
      groupAssumed: boolean;
    }
  | { nothing: string }
  | { instead: string };

/** Reads labels, or a message as its hook would, and asks the gateway's own routing; it sends and starts nothing. */
export function tryAlert({ message, from }: Typed, catalogue: Catalogue, now: Date): Tried {
  const written = message.trim();
  if (written === '')
    return { instead: 'There is nothing to try: write labels, or paste a message as its sender sends it.' };
  const isJson = /^[[{]/.test(written);
  const labels = isJson ? undefined : readLabels(written);
  if (typeof labels === 'string') return { instead: labels };
  try {
    const read = labels
      ? readMessage(asMessage(labels, now), 'alertmanager', catalogue, now)
      : readMessage(written, from || undefined, catalogue, now);
    if (read.nothing) return { nothing: `This concerns no incident: ${read.nothing}.` };
    if (read.groups.length === 0)
      return { instead: `This is no message of ${read.sender}. ${read.wrong.join(' ')}` };
    return {
      explanations: read.groups.map((group) => explain(group, catalogue)),
      wrong: read.wrong,
      groupAssumed: labels !== undefined,
    };
  } catch (error) {
    return { instead: (error as Error).message };
  }
}

/** `name=value` lines; a sentence about the first that is none. */
function readLabels(text: string): Record<string, string> | string {
  const labels: Record<string, string> = {};
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const [, name, value = ''] = /^([A-Za-z_][A-Za-z0-9_]*)\s*=(.*)$/.exec(line.trim()) ?? [];
    if (name === undefined) {
      const shown = line.trim().slice(0, 60);
      return `Line ${index + 1}, "${shown}", is no label: write name=value, one a line, e.g. alertname=TooManyErrors; a message is pasted whole, as JSON.`;
    }
    Object.defineProperty(labels, name, {
      value: value
        .replace(/,$/, '')
        .trim()
        .replace(/^"(.*)"$/, '$1'),
      enumerable: true,
      configurable: true,
    });
  }
  return labels;
}

/** As Alertmanager sends a single alert that it groups by its name. */
function asMessage(labels: Record<string, string>, now: Date): string {
  return JSON.stringify({
    version: '4',
    groupKey: `{}:{alertname=${JSON.stringify(labels.alertname ?? '')}}`,
    alerts: [{ status: 'firing', labels, startsAt: now.toISOString() }],
  });
}
