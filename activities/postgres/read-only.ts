import type { Session } from './sessions.ts';

/** SQLSTATEs of a statement that was given up: no time left, or somebody holds the lock. */
const givenUp = ['57014', '55P03'];

/**
 * Asks something that may be slow: in a transaction that cannot write, for at most so many ms, and without waiting
 * for locks.
 */
export async function readOnly<T>(session: Session, ms: number, ask: () => Promise<T>): Promise<T> {
  const most = Math.max(1, Math.round(ms));
  await session.query(
    `BEGIN READ ONLY; SET LOCAL statement_timeout = ${most}; SET LOCAL lock_timeout = ${Math.min(most, 200)}`,
  );
  try {
    return await ask();
  } finally {
    await session.query('ROLLBACK');
  }
}

/** Whether it took too long, or would have had to wait. */
export function wasGivenUp(error: unknown): boolean {
  return givenUp.includes(sqlState(error));
}

/** SQLSTATE of an error of the server. */
export function sqlState(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : '';
}
