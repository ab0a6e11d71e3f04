import type { PoolActivities } from '../../workflows/contract/activities.ts';
import type { Finding } from '../../workflows/contract/findings.ts';
import { check } from './check.ts';
import { brokenChecksums, brokenIndexes, notValidated } from './damage.ts';
import { orphans } from './foreign-keys.ts';
import { checkedIndexes } from './index-structure.ts';
import { staleStatistics } from './planner-statistics.ts';
import type { Postgres, Session } from './sessions.ts';

/** What one look found: `sick` and `says` are sentences, `rows` go into the evidence. */
export interface Look {
  sick: string[];
  says: string[];
  rows: NonNullable<Finding['evidence']>;
}

/** ms for all of it, so that other checks of the same database get their turn on our one connection. */
const patience = 3_000;

const looks: ((session: Session, deadline: number) => Promise<Look>)[] = [
  brokenIndexes,
  notValidated,
  brokenChecksums,
  staleStatistics,
  orphans,
  checkedIndexes,
];

/** Whether a database is whole, as far as it tells itself in a short time; changes nothing. */
export function postgresIntegrity(postgres: Postgres): PoolActivities['postgresIntegrity'] {
  return ({ database }) =>
    check('integrity', postgres, database, async (session, { database: here }) => {
      const deadline = Date.now() + patience;
      const found: Look[] = [];
      for (const look of looks) found.push(await look(session, deadline));
      const sick = found.flatMap((look) => look.sick);
      const wrong = sick.length > 0 ? sick : [`Nothing is broken in "${here}" as far as was looked.`];
      return {
        verdict: sick.length > 0 ? 'sick' : 'well',
        says: [...wrong, ...found.flatMap(({ says }) => says)].join(' '),
        evidence: found.flatMap(({ rows }) => rows.slice(0, 10)),
      };
    });
}
