import { setTimeout as sleep } from 'node:timers/promises';
import { incidentQuery } from '../../workflows/contract/messages.ts';
import { failure, usage } from '../failure.ts';
import type { Temporal } from '../temporal.ts';
import { relative } from '../times.ts';
import { ask } from './ask.ts';
import {
  closedIncidents,
  describeIncident,
  type ListedIncident,
  ofAnyMode,
  openIncidents,
} from './listed.ts';
import { matchIncidents, nameStart } from './match.ts';

// A start is on Temporal's list within a second; these are the waits between looks at it, in ms.
const looks = [250, 500, 750];

/** How whoever looks gets at Temporal: with the first call. */
export interface Finder {
  temporal(): Promise<Pick<Temporal, 'client'>>;
}

/**
 * The incident a person means; without an id the only open one.
 * @throws CommandFailure with a sentence that lists the candidates if it is none or several
 */
export async function findIncident(
  finder: Finder,
  typed: string | undefined,
  among: 'open' | 'all',
): Promise<ListedIncident> {
  if (typed === undefined) return onlyOpen(finder);
  if (!typed.includes(':') && nameStart(typed) === undefined) {
    throw usage(
      `"${typed}" is no incident: give a name such as INC-7K3FQ2, its beginning, or a workflow id.`,
    );
  }
  const found = await byId(finder, typed);
  if (found.length > 1) throw failure(`"${typed}" is the beginning of several: ${names(found)}.`);
  const [incident] = found;
  if (!incident) {
    throw failure(`No incident is called ${typed}: "mayday list --all" shows those there are.`);
  }
  if (among === 'open' && !incident.open) {
    throw failure(`${incident.incident} is closed (${incident.status.toLowerCase()}${closed(incident)}).`);
  }
  return incident;
}

async function onlyOpen(finder: Finder): Promise<ListedIncident> {
  const temporal = await finder.temporal();
  let open = await openIncidents(temporal);
  if (open.length === 0) {
    await sleep(500);
    open = await openIncidents(temporal);
  }
  if (open.length > 1) {
    throw failure(`${open.length} incidents are open, so say which: ${names(open)}.`);
  }
  const [only] = open;
  if (!only) throw failure('No incident is open: "mayday list --all" shows closed ones.');
  return only;
}

async function byId(finder: Finder, typed: string): Promise<ListedIncident[]> {
  const temporal = await finder.temporal();
  if (typed.includes(':')) {
    const incident = await describeIncident(temporal, typed);
    return incident ? [incident] : [];
  }
  const open = matchIncidents(typed, await openIncidents(temporal, ...ofAnyMode));
  if (open.length > 0) return open;
  const closedOnes = matchIncidents(typed, await closedIncidents(temporal, ...ofAnyMode));
  if (closedOnes.length > 0) return closedOnes;
  for (const wait of looks) {
    await sleep(wait);
    const late = matchIncidents(typed, await openIncidents(temporal, ...ofAnyMode));
    if (late.length > 0) return late;
  }
  return byTheirOwnWord(temporal, typed);
}

/** An incident that took over a closing one's workflow id has a key id, and so a name, that only it knows. */
async function byTheirOwnWord(temporal: Pick<Temporal, 'client'>, typed: string): Promise<ListedIncident[]> {
  const named = (await openIncidents(temporal)).map(async (incident) => {
    const view = await ask(temporal, incident, incidentQuery, 2_000);
    return view ? { ...incident, incident: view.incident, keyId: view.keyId } : incident;
  });
  return matchIncidents(typed, await Promise.all(named));
}

function names(incidents: ListedIncident[]): string {
  const now = new Date();
  return incidents
    .map(
      ({ incident, runbook, system, startedAt }) =>
        `${incident} (${runbook} of ${system}, ${relative(startedAt, now)})`,
    )
    .join(', ');
}

function closed({ closedAt }: ListedIncident): string {
  return closedAt ? ` ${relative(closedAt, new Date())}` : '';
}
