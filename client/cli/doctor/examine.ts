import { stat } from 'node:fs/promises';
import { openCatalogue } from '../../../systems/open-catalogue.ts';
import type { Temporal } from '../../temporal.ts';
import type { Session } from '../session.ts';
import { approvers } from './approvers.ts';
import { catalogue } from './catalogue.ts';
import { channels } from './channels.ts';
import { keys } from './keys.ts';
import { pollers } from './pollers.ts';
import { priority } from './priority.ts';
import { probeRun } from './probe-run.ts';
import { bad, type Report, tried, untried, type Verdict } from './report.ts';
import { retention } from './retention.ts';
import { schedule } from './schedule.ts';
import { attributes } from './search-attributes.ts';
import { server } from './server.ts';
import { standingStill } from './standing-still.ts';
import { targets } from './targets.ts';
import { versions } from './versions.ts';

const ofTemporal: [string, (temporal: Temporal) => Promise<Verdict>][] = [
  ['retention', retention],
  ['search attributes', attributes],
  ['schedules', schedule],
  ['open runs', standingStill],
  ['priority', priority],
];

/** Tries everything that Mayday needs, all at once; the reports come in a fixed order. `only` = the targets of this system alone. */
export async function examine(session: Session, only?: string): Promise<Report[]> {
  const { catalogueDir, keysDir, person } = session.config;
  const folder = await stat(catalogueDir).catch(() => undefined);
  const systems = openCatalogue(catalogueDir);
  const here: Report[] = [
    { check: 'catalogue', ...catalogue(catalogueDir, folder?.isDirectory() ?? false, systems) },
    { check: 'keys', ...(await keys(keysDir, person, systems)) },
    { check: 'approvers', ...approvers(systems) },
    { check: 'channels', ...channels(systems) },
  ];
  let temporal: Temporal;
  try {
    temporal = await session.temporal();
  } catch (error) {
    const rest = [...ofTemporal.map(([check]) => check), 'queues', 'versions', 'signal', 'targets'];
    return [
      { check: 'Temporal', ...bad((error as Error).message) },
      ...rest.map((check) => ({ check, ...untried('not tried, since Temporal does not answer') })),
      ...here,
    ];
  }
  const { client } = temporal;
  const [answers, polled, versioned, probed] = await Promise.all([
    Promise.all(
      [['Temporal', server] as const, ...ofTemporal].map(([check, attempt]) =>
        tried(check, client, () => attempt(temporal)),
      ),
    ),
    pollers(temporal, systems),
    tried('versions', client, () => versions(temporal, systems)),
    tried('signal', client, () => probeRun(temporal)),
  ]);
  // A worker that answers no signal looks at nothing either.
  const reached =
    probed.verdict === 'bad'
      ? [{ check: 'targets', ...untried('not tried, since no run is answered') }]
      : await targets(temporal, systems, only);
  return [...answers, ...polled, versioned, probed, ...reached, ...here];
}
