import type { Finding } from '../contract/findings.ts';
import { type Mitigation, partsOf } from '../contract/mitigations.ts';
import { mayday } from '../contract/people.ts';
import type { PlanParameters } from '../contract/plans.ts';
import type { Incident } from '../incident/incident.ts';

/** What rows of evidence name, and mitigations ask for under the same word. */
const named = ['pod', 'claim', 'certificate', 'namespace'];

type Row = NonNullable<Finding['evidence']>[number];

/** What a mitigation asks that the findings have told already, of the worst that is sick; said, since nobody typed it. */
export function answersIn(
  incident: Incident,
  mitigation: Mitigation,
  found: Record<string, Finding>,
): PlanParameters {
  const wanted = mitigation.asks.map(({ name }) => name).filter((name) => named.includes(name));
  const [most] = wanted.filter((name) => name !== 'namespace');
  if (!most) return {};
  for (const { check, verdict, evidence = [] } of Object.values(found)) {
    const row = verdict === 'sick' && evidence.find((each) => most in each && isAbout(mitigation, each));
    if (!row) continue;
    const answers = Object.fromEntries(
      wanted.flatMap((name) => (typeof row[name] === 'string' ? [[name, row[name]]] : [])),
    );
    say(incident, mitigation, answers, check);
    return answers;
  }
  return {};
}

/** Of a workload that it changes, or in its namespace, or in one that may be answered; what is not in trouble is not meant. */
function isAbout(mitigation: Mitigation, { workload, namespace, trouble }: Row): boolean {
  if (trouble === null) return false;
  return partsOf(mitigation).some((part) => {
    const { target } = part;
    if ('namespace' in target) return workload === target.id;
    const others = 'namespaces' in part ? part.namespaces : [];
    return target.kind === 'namespace' && [target.name, ...others].includes(String(namespace));
  });
}

function say(incident: Incident, { title }: Mitigation, answers: PlanParameters, check: string): void {
  const told = Object.entries(answers).map(([name, value]) => `${name} ${value}`);
  const text = `${title}: ${told.join(', ')}, from the finding "${check}"`;
  const said = incident.timeline.some(({ fact }) => fact.kind === 'noted' && fact.text === text);
  if (!said) incident.announce({ kind: 'noted', by: mayday, text });
}
