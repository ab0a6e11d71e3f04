import { randomUUID } from 'node:crypto';
import type { Catalogue } from '../../../systems/catalogue.ts';
import {
  type Examined,
  type ExaminedSystem,
  type ExaminedSystemReport,
  examinationPatience,
  examinationType,
} from '../../../workflows/contract/examination.ts';
import { later } from '../../../workflows/contract/priority.ts';
import { coordinationQueue } from '../../../workflows/contract/queues.ts';
import { isSilence } from '../../incidents/ask.ts';
import { type Temporal, temporalTrouble, Unanswered, withinDeadline } from '../../temporal.ts';
import { bad, good, patience, type Report, untried, type Verdict } from './report.ts';
import { isUnknownType } from './unknown-type.ts';

const check = 'targets';
/** ms; each look has its own time, and they are made side by side. */
const longest = examinationPatience + patience;

/**
 * What the workers themselves reach, and with which rights; the catalogue of this machine says only which systems there are.
 * `only` = of this system alone.
 */
export async function targets(temporal: Temporal, catalogue: Catalogue, only?: string): Promise<Report[]> {
  const systems = examinable(catalogue).filter(({ system }) => only === undefined || system === only);
  if (systems.length === 0 && only !== undefined && !catalogue.systems().includes(only)) {
    const known = catalogue.systems().join(', ');
    return [{ check, ...bad(`there is no system "${only}" here; write one of: ${known}`) }];
  }
  if (systems.length === 0)
    return [{ check, ...untried('not tried, since this machine knows no system whose file can be read') }];
  const { client } = temporal;
  const call = <T>(attempt: () => Promise<T>, deadline = patience) =>
    withinDeadline(client, deadline, attempt);
  let handle: Awaited<ReturnType<typeof start>> | undefined;
  try {
    handle = await start();
    const running = handle;
    return (await call(() => running.result(), longest)).flatMap(told);
  } catch (error) {
    if (isUnknownType(error))
      return [{ check, ...bad('the workers do not know how to look: deploy a newer version of them') }];
    const ended = handle;
    if (ended) await call(() => ended.terminate('mayday doctor: nobody answered')).catch(() => {});
    if (error instanceof Unanswered || isSilence(error))
      return [{ check, ...untried(`unknown: no worker looked within ${longest / 1_000} s`) }];
    return [{ check, ...bad(temporalTrouble(error, client)) }];
  }

  function start() {
    return call(() =>
      client.workflow.start<(systems: readonly ExaminedSystem[]) => Promise<ExaminedSystemReport[]>>(
        examinationType,
        {
          workflowId: `examination:${randomUUID()}`,
          taskQueue: coordinationQueue,
          args: [systems],
          priority: later,
          staticSummary: 'Made by mayday doctor: do the workers reach their targets?',
          // Should this command be killed, the server ends the run.
          workflowExecutionTimeout: longest + patience,
        },
      ),
    );
  }
}

function examinable(catalogue: Catalogue): ExaminedSystem[] {
  return catalogue.systems().flatMap((system) => {
    try {
      return [{ system, pool: catalogue.profile(system, 'generalIncident').pool }];
    } catch {
      // Why it cannot be read is said of the catalogue.
      return [];
    }
  });
}

function told({ system, pool, targets: reached, channels, because }: ExaminedSystemReport): Report[] {
  const missing = reached && channels ? [] : [untried(`nobody looked in the pool ${pool}: ${because}`)];
  return [
    ...line(`targets of ${system}`, reached, 'all can be reached'),
    ...line(`channels of ${system}`, channels, 'those that can be tried can be used'),
    ...missing.map((verdict) => ({ check: `targets of ${system}`, ...verdict })),
  ];
}

/** One line for what is well, and one for each that is not. */
function line(what: string, found: readonly Examined[] | undefined, well: string): Report[] {
  if (!found) return [];
  const troubled = found.filter(({ verdict }) => verdict !== 'good');
  const names = found.filter(({ verdict }) => verdict === 'good').map(({ what: name }) => name);
  const fine: Verdict[] =
    troubled.length === 0
      ? [good(names.length > 0 ? `${well}: ${names.join(', ')}` : 'its file names none that can be tried')]
      : [];
  return [
    ...fine.map((verdict) => ({ check: what, ...verdict })),
    ...troubled.map(({ what: name, verdict, says }) => ({ check: what, verdict, says: `${name}: ${says}` })),
  ];
}
