import {
  allHandlersFinished,
  condition,
  continueAsNew,
  getExternalWorkflowHandle,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import {
  type Acquired,
  acquireUpdate,
  type Grant,
  type LeaseNews,
  leasedTarget,
  leaseNewsSignal,
  leaseQuery,
  leaseWorkflowId,
  releaseSignal,
} from '../contract/lease.ts';
import { isLong } from '../history.ts';
import { Turn } from '../incident/turn.ts';
import { refusal } from '../refusal.ts';
import { leaseDetails } from './details.ts';
import { type CarriedBook, LeaseBook } from './lease-book.ts';
import { readRelease, readRequest } from './lease-guards.ts';

/** ms that a lease which nobody has stays open. */
const idle = 60_000;

/** The keeper of one target: two incidents never change it at once. It ends when nothing is left to remember. */
export async function lease(carried?: CarriedBook): Promise<string> {
  const { workflowId, continuedFromExecutionRunId } = workflowInfo();
  const target = leasedTarget(workflowId);
  if (!target) {
    const id = leaseWorkflowId({ system: 'SYSTEM', target: 'TARGET' });
    throw refusal(`Incidents start leases themselves, as ${id}.`);
  }
  const book = new LeaseBook(continuedFromExecutionRunId ? carried : undefined);
  const turn = new Turn();
  let telling = 0;
  let changed = 0;

  setHandler(leaseQuery, () => book.view(target), { description: 'Who has the target, and who waits' });
  const acquire = async (value: unknown): Promise<Acquired> => {
    await turn.ended();
    const request = readRequest(value);
    if (!request) return { outcome: 'refused', because: 'only incidents ask for a lease' };
    freed(book.expire(Date.now()));
    const acquired = book.acquire(request, Date.now());
    changed += 1;
    const { holder } = request;
    if (acquired.outcome === 'held') tell(acquired.by, { news: 'wanted', incident: holder.incident });
    show();
    return acquired;
  };
  setHandler(acquireUpdate, acquire, { description: 'Asks for the target (sent by incidents)' });
  const release = (value: unknown) => {
    const given = readRelease(value);
    if (given) freed(book.release(given, Date.now()));
  };
  setHandler(releaseSignal, (value: unknown) => turn.take(() => release(value)), {
    description: 'Gives the target back: {"keyId": "…"}',
  });

  for (;;) {
    freed(book.expire(Date.now()));
    book.tidy(Date.now());
    const [seen, { next = Date.now() + idle }] = [changed, book];
    const quiet = () => allHandlersFinished() && telling === 0;
    const wakes = () => changed !== seen || (isLong() && quiet());
    const woken = await condition(wakes, Math.max(1, next - Date.now()), {
      summary: 'Until a lease runs out, or nobody uses the target',
    });
    if (!quiet() || changed !== seen) continue;
    if (isLong()) await continueAsNew<typeof lease>(book.carry());
    if (!woken && book.next === undefined) return `Nobody uses ${target.target} of ${target.system}`;
  }

  function freed(had: Grant | undefined): void {
    if (!had) return;
    changed += 1;
    for (const waiting of book.callWaiting()) tell(waiting, { news: 'freed', incident: had.incident });
    show();
  }

  function tell(
    whom: { workflowId: string; keyId: string },
    news: Omit<LeaseNews, 'keyId' | 'target'>,
  ): void {
    telling += 1;
    getExternalWorkflowHandle(whom.workflowId)
      .signal(leaseNewsSignal, { ...news, keyId: whom.keyId, target: target?.target ?? '' })
      // It is over: nobody there to be told.
      .catch(() => undefined)
      .finally(() => {
        telling -= 1;
      });
  }

  function show(): void {
    if (target) setCurrentDetails(leaseDetails(book.view(target)));
  }
}
