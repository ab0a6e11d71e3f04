import type { PublicKeys } from '../../../archive/audit/decisions.ts';
import type { CountsNow, Course } from '../../../archive/verify/course.ts';
import { clockTime } from '../../times.ts';
import { auditKeys, peoplesKeys } from '../audit/public-keys.ts';
import type { Session } from '../session.ts';
import { countsNow } from './counts-now.ts';

/** What somebody who verifies brings along. */
export type Reader = Pick<Course, 'auditKeys' | 'clock' | 'keys' | 'now'>;

/** Who reads the incidents of a system, by what is known here; asked once for each system. */
export function readers(
  session: Session,
  { key, keys }: { key: readonly string[]; keys?: string },
): (system: string) => Promise<Reader> {
  const { config, screen } = session;
  const trusted = auditKeys(key, config.auditKeys);
  const { now, timeZone } = screen.look();
  const known = new Map<string, Promise<Reader>>();
  async function reader(system: string): Promise<Reader> {
    const [people, counts] = await Promise.all([
      peoplesKeys(session, system, keys) as Promise<PublicKeys>,
      countsAt(config.catalogueDir, system),
    ]);
    return {
      auditKeys: trusted,
      clock: (at) => clockTime(at, now, timeZone),
      keys: people,
      ...(counts ? { now: counts } : {}),
    };
  }
  return (system) => {
    const asked = known.get(system) ?? reader(system);
    known.set(system, asked);
    return asked;
  };
}

async function countsAt(catalogueDir: string, system: string): Promise<CountsNow | undefined> {
  const { openCatalogue } = await import('../../../systems/open-catalogue.ts');
  return countsNow(openCatalogue(catalogueDir), system);
}
