import { durationMs } from '../../../systems/duration.ts';
import type { Severity } from '../../../workflows/contract/profile.ts';
import type { RunbookName } from '../../../workflows/contract/runbooks.ts';

export interface Terms {
  response: string;
  resolution?: string;
  updates?: string;
  ladder: { response: string[]; resolution: { role: string; after: string }[] };
}

const everybody = ['on-call', 'second', 'third', 'lead', 'head'];

/** Two systems whose clocks take seconds; at once, at the target and between are all there. */
export const hurried: Record<string, Record<Severity, Terms>> = {
  kiosk: {
    P0: {
      response: '3s',
      resolution: '20s',
      updates: '4s',
      ladder: {
        response: ['on-call', 'second', 'third'],
        resolution: [
          { role: 'lead', after: 'at once' },
          { role: 'head', after: '20s' },
        ],
      },
    },
    P1: {
      response: '5s',
      resolution: '30s',
      updates: '7s',
      ladder: {
        response: ['on-call', 'second'],
        resolution: [
          { role: 'lead', after: '8s' },
          { role: 'head', after: '12s' },
          { role: 'third', after: '30s' },
        ],
      },
    },
    P2: {
      response: '8s',
      ladder: { response: ['on-call', 'second', 'third'], resolution: [{ role: 'lead', after: '10s' }] },
    },
    P3: { response: '25s', resolution: '28s', ladder: { response: ['on-call'], resolution: [] } },
  },
  till: {
    P0: { response: '2s', updates: '3s', ladder: { response: everybody, resolution: [] } },
    P1: {
      response: '4s',
      resolution: '15s',
      updates: '5s',
      ladder: {
        response: ['on-call', 'second', 'third', 'lead'],
        resolution: [{ role: 'head', after: '15s' }],
      },
    },
    P2: {
      response: '9s',
      resolution: '24s',
      ladder: { response: ['on-call', 'second'], resolution: [{ role: 'lead', after: '18s' }] },
    },
    P3: { response: '12s', ladder: { response: ['on-call', 'second'], resolution: [] } },
  },
};

/** Of a security incident: before everybody else's, each role once. */
const securityLadder = [{ role: 'head', after: 'at once' }];

export function termsOf(system: string, severity: Severity, runbook: RunbookName): Terms {
  const terms = hurried[system]?.[severity];
  if (!terms) throw new Error(`no ${severity} of ${system}`);
  if (runbook !== 'securityIncident') return terms;
  const others = terms.ladder.resolution.filter(({ role }) => role !== 'head');
  return { ...terms, ladder: { ...terms.ladder, resolution: [...securityLadder, ...others] } };
}

/** The text of a catalogue file. */
export function hurriedFile(system: string): string {
  return JSON.stringify({
    system,
    title: system,
    people: Object.fromEntries(everybody.map((role) => [`${role}-person`, {}])),
    roles: Object.fromEntries(everybody.map((role) => [role, [`${role}-person`]])),
    severities: hurried[system],
    runbooks: {
      generalIncident: { title: 'General incident' },
      securityIncident: { title: 'Security incident', ladder: { resolution: securityLadder } },
    },
    routes: system === 'kiosk' ? [{ catchAll: true, runbook: 'generalIncident' }] : [],
  });
}

/** ms of "at once" or a duration. */
export function ms(text: string): number {
  return text === 'at once' ? 0 : (durationMs(text) ?? Number.NaN);
}
