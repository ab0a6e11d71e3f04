import type { Catalogue } from '../../../systems/catalogue.ts';
import { bad, doubtful, good, type Verdict } from './report.ts';

/** Whether this machine's catalogue can be read; the workers and the gateway have their own look at theirs. */
export function catalogue(folder: string, isThere: boolean, read: Catalogue): Verdict {
  if (!isThere) {
    return doubtful(
      `there is no folder ${folder} on this machine, so pools and public keys are unknown here: set MAYDAY_CATALOGUE to it`,
    );
  }
  const systems = read.systems();
  const problems = read.problems().flatMap((problem) => problem.split('\n'));
  if (problems.length > 0) return bad(`${folder}: mend ${problems.join(' | ')}`);
  if (systems.length === 0) return bad(`${folder} has no <system>.yaml: "mayday init ID" writes one`);
  return good(`${folder}: ${systems.join(', ')}`);
}
