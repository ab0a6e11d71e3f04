import type { Finding } from '../contract/findings.ts';
import { partsOf } from '../contract/mitigations.ts';
import { mayday } from '../contract/people.ts';
import type { Incident } from '../incident/incident.ts';
import { outsideNames } from '../incident/outside-questions.ts';

const bad = ['down', 'degraded', 'slow', 'not resolvable'];

/** What of the system's dependencies outside is in trouble, by title. */
export function failingDependencies(found: Record<string, Finding>): string[] {
  const finding = found[outsideNames.dependencies];
  if (finding?.verdict !== 'sick') return [];
  return (finding.evidence ?? []).flatMap(({ dependency, state }) =>
    bad.includes(`${state}`) ? [`${dependency}`] : [],
  );
}

/** Says, once, which changes wait for a failing dependency in vain, since the file lists none. */
export function sayWhoJudgesDependencies(incident: Incident): void {
  if (incident.profile.dependencies) return;
  const waiting = incident.mitigations.filter((mitigation) =>
    partsOf(mitigation).some(({ calledForBy }) => calledForBy === 'dependencies'),
  );
  for (const { title, name } of waiting) {
    const text = `${title} is for when something outside fails, and the file lists no dependencies to look at: propose ${name} if one does`;
    const said = incident.timeline.some(({ fact }) => fact.kind === 'noted' && fact.text === text);
    if (!said) incident.announce({ kind: 'noted', by: mayday, text });
  }
}
