import type { Finding } from '../contract/findings.ts';
import { mayday } from '../contract/people.ts';
import type { Incident } from '../incident/incident.ts';
import { outsideNames } from '../incident/outside-questions.ts';
import { questionName } from './cluster-questions.ts';
import { isRecentDeploy, sickRows } from './symptoms.ts';

type Found = Record<string, Finding>;

/** When the trouble began, epoch ms, as far as anybody can tell: with the first of the alerts that fire. */
interface Beginning {
  at: number;
  what: string;
}

/** Says how long before the trouble something was changed, where it was: what people look for first. Each change once. */
export function sayWhatChangedBefore(incident: Incident, found: Found): void {
  const began = beginning(incident);
  const changes = [
    ...rolledOut(incident, found, began),
    ...reconfigured(incident, found, began),
    ...committed(incident, found, began),
  ];
  for (const text of changes) {
    const said = incident.timeline.some(({ fact }) => fact.kind === 'noted' && fact.text === text);
    if (!said) incident.announce({ kind: 'noted', by: mayday, text });
  }
}

/** The last deploy of each workload. */
function rolledOut({ profile: { kubernetes = [] } }: Incident, found: Found, began: Beginning): string[] {
  return kubernetes.flatMap((scope) => {
    const deploys = sickRows(found, 'rollouts', scope).filter(
      (row) => isRecentDeploy(row, scope) && isBefore(row, began),
    );
    const latest = Map.groupBy(deploys, ({ workload }) => workload).values();
    return [...latest].flatMap(([deploy]) => {
      if (!deploy) return [];
      const { workload, revision, images, cause } = deploy;
      const why = cause ? `, "${cause}"` : '';
      return `Revision ${revision} of ${workload} (${images}${why}) was rolled out ${howLongBefore(deploy, began)}: see ${questionName('rollouts', scope)}`;
    });
  });
}

/** The last edit of each config map, other than by Mayday. */
function reconfigured({ profile: { kubernetes = [] } }: Incident, found: Found, began: Beginning): string[] {
  return kubernetes.flatMap((scope) =>
    sickRows(found, 'config maps', scope)
      .filter((row) => row.recent === 'yes' && isBefore(row, began))
      .slice(0, 3)
      .map((row) => {
        const keys = row.keys ? ` (${row.keys})` : '';
        return `Config map ${row.configMap}${keys} was changed by ${row.by} ${howLongBefore(row, began)}: see ${questionName('config maps', scope)}`;
      }),
  );
}

/** The last commit before it: whether it runs is for the rollouts to tell. */
function committed(_: Incident, found: Found, began: Beginning): string[] {
  const finding = found[outsideNames.commits];
  const last = finding?.evidence?.find((row) => row.recent === 'yes' && isBefore(row, began));
  if (!last) return [];
  return [
    `Commit ${last.commit} by ${last.by} ("${last.says}") was made ${howLongBefore(last, began)}: see ${outsideNames.commits}`,
  ];
}

type Row = NonNullable<Finding['evidence']>[number];

function isBefore({ at }: Row, began: Beginning): boolean {
  return Date.parse(`${at}`) <= began.at;
}

function howLongBefore({ at }: Row, began: Beginning): string {
  return `${inWords(began.at - Date.parse(`${at}`))} before ${began.what}`;
}

function beginning({ state, openedAt }: Incident): Beginning {
  const [first] = Object.values(state.firing).sort();
  return first === undefined
    ? { at: Date.parse(openedAt), what: 'the incident was opened' }
    : { at: Date.parse(first), what: 'the alert began' };
}

function inWords(ms: number): string {
  return ms < 120_000 ? `${Math.round(ms / 1_000)} s` : `${Math.round(ms / 60_000)} min`;
}
