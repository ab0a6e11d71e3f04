import type { Fact } from './timeline.ts';

/** What those hear of an incident who follow it from afar, beside its beginning, its questions and its end. */
export const keyFacts = [
  'alerts',
  'acknowledged',
  'assigned',
  'severity changed',
  'impact noted',
  'noted',
  'status',
  'taken over',
  'approved',
  'rejected',
  'approval expired',
  'applied',
  'apply refused',
  'outcome unknown',
  'not rolled out',
  'improved',
  'not improved',
  'monitoring',
  'relapsed',
  'nothing left',
  'up to people',
  'resolution missed',
  'change stays',
  'frozen',
  'thawed',
] as const satisfies Fact['kind'][];

export function isKeyFact(about: string | undefined): boolean {
  return keyFacts.some((kind) => kind === about);
}
