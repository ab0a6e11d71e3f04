import type { DatabaseLooks } from '../workflows/contract/databases.ts';
import { quantity } from '../workflows/contract/quantities.ts';
import type { SystemFile } from './schema.ts';

/** What the file has the database asked beside what every database is asked; undefined if nothing. */
export function databaseLooks({ runbooks }: Pick<SystemFile, 'runbooks'>): DatabaseLooks | undefined {
  const { alsoAsk = [], sizeWarnAt, pools = [] } = runbooks.databaseIssues ?? {};
  const warnAt = quantity(sizeWarnAt);
  const looks: DatabaseLooks = {
    ...(alsoAsk.includes('sizes') || warnAt !== undefined
      ? { sizes: warnAt === undefined ? {} : { warnAt } }
      : {}),
    ...(alsoAsk.includes('pools') || pools.length > 0 ? { pools } : {}),
    ...(alsoAsk.includes('integrity') ? { integrity: true } : {}),
  };
  return Object.keys(looks).length > 0 ? looks : undefined;
}
