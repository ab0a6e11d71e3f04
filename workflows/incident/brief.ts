import type { Finding } from '../contract/findings.ts';
import { inEffectLines } from '../contract/in-effect.ts';
import { sentence } from '../contract/sentences.ts';
import type { Fact } from '../contract/timeline.ts';
import type { Incident } from './incident.ts';
import { waitingFor } from './standing.ts';

const tried: readonly Fact['kind'][] = [
  'applied',
  'apply refused',
  'not applied',
  'not rolled out',
  'improved',
  'not improved',
  'rejected',
  'outcome unknown',
  'change stays',
];

/** What somebody has to know who takes over: where it is, what was tried and what came of it, what waits, what fires next. */
export function brief(incident: Incident): string[] {
  const { state, timeline, clocks, target } = incident;
  const attempts = timeline.filter(({ fact }) => tried.includes(fact.kind)).slice(-8);
  return [
    `${target.label}, ${state.phase}, waiting for ${waitingFor(state)}`,
    ...(state.commander ? [`Commander: ${state.commander}`] : []),
    ...findingsInShort(state.findings),
    ...attempts.map(({ at, fact }) => `${at.slice(11, 16)} UTC: ${sentence(fact)}`),
    ...(attempts.length === 0 ? ['Nothing was changed so far'] : []),
    ...(state.pending
      ? [`Plan ${state.pending.id} waits until ${state.pending.expiresAt}: ${state.pending.title}`]
      : []),
    ...inEffectLines({ incident: incident.name, inEffect: state.inEffect }),
    ...[...clocks.values()].map(({ due, fires }) => `${due}: ${fires}`),
  ];
}

/** What is not well, five lines at most. */
export function findingsInShort(findings: readonly Finding[]): string[] {
  const notWell = findings.filter(({ verdict }) => verdict !== 'well');
  return notWell.slice(0, 5).map(({ says }) => `Found: ${says}`);
}
