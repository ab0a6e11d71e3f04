import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import {
  heldQuery,
  holdSignal,
  type MaintenanceActivities,
  type MaintenanceWindow,
  maintainedSystem,
  maintenanceWorkflowId,
} from '../contract/maintenance.ts';
import { isLong } from '../history.ts';
import { refusal } from '../refusal.ts';
import { maintenanceDetails } from './details.ts';
import { type CarriedBook, type Held, HeldBook } from './held-book.ts';
import { readHold } from './hold-guard.ts';
import { tellOfItsEnd, tellOfMaintenance } from './maintenance-notices.ts';

const { judgeHeld } = proxyActivities<MaintenanceActivities>({
  startToCloseTimeout: '10 s',
  retry: { initialInterval: '500 ms', maximumInterval: '10 s' },
  summary: 'Is it still maintenance?',
});

const { deliverHeld } = proxyActivities<MaintenanceActivities>({
  startToCloseTimeout: '10 s',
  retry: { initialInterval: '500 ms', maximumInterval: '10 s' },
  summary: 'Let alerts go to their incident',
});

/** ms; how soon an edit of the windows counts. */
const lookEvery = 60_000;
/** In one question, and in one signal. */
const mostAtOnce = 100;

interface Carried {
  book: CarriedBook;
  told: boolean;
}

/**
 * Keeps the alerts that fire during a system's planned maintenance, and judges them again until nothing holds them any
 * more: what fires still reaches its incident then, what resolved meanwhile is only counted.
 */
export async function maintenance(carried?: Carried): Promise<string> {
  const { workflowId, continuedFromExecutionRunId } = workflowInfo();
  const system = systemOf(workflowId);
  const ours = continuedFromExecutionRunId ? carried : undefined;
  let book = new HeldBook(ours?.book);
  let told = ours?.told ?? false;
  let windows: MaintenanceWindow[] = [];

  setHandler(heldQuery, () => ({ system, windows, ...book.view() }), {
    description: 'What is held, and why',
  });
  setHandler(
    holdSignal,
    (value: unknown) => {
      const message = readHold(value);
      if (message) book.take(message);
    },
    { description: 'Alerts that fire during maintenance (sent by the gateway)' },
  );

  try {
    return await untilNothingIsHeld();
  } catch (error) {
    if (!isCancellation(error)) throw error;
    await CancellationScope.nonCancellable(() => deliver(book.all));
    throw error;
  }

  async function untilNothingIsHeld(): Promise<string> {
    for (;;) {
      const free = await judge();
      await deliver([...book.overflow, ...free]);
      show();
      if (!told && windows.length > 0) {
        told = true;
        await tellOfMaintenance(system, windows);
      }
      if (windows.length === 0 && book.isEmpty) {
        const { resolved, delivered } = book;
        if (told || resolved + delivered > 0) await tellOfItsEnd(system, { resolved, delivered });
        if (book.isEmpty) return `Went to their incidents: ${delivered}; resolved meanwhile: ${resolved}`;
        book = new HeldBook({ ...book.carry(), resolved: 0, delivered: 0 });
        told = false;
        continue;
      }
      if (!book.isEmpty && windows.length === 0) continue;
      const ends = windows.map(({ until }) => Date.parse(until));
      const due = Math.min(Date.now() + lookEvery, ...ends);
      await condition(isLong, Math.max(1_000, due - Date.now()), {
        summary: 'Until the windows are judged again',
      });
      if (isLong() && allHandlersFinished())
        await continueAsNew<typeof maintenance>({ book: book.carry(), told });
    }
  }

  /** Answers what no window holds any more. */
  async function judge(): Promise<Held[]> {
    const all = book.all;
    const free: Held[] = [];
    let from = 0;
    do {
      const some = all.slice(from, from + mostAtOnce);
      const labels = some.map(({ alert, slim }) => (slim ? null : alert.labels));
      const judged = await judgeHeld({ system, alerts: labels });
      windows = judged.windows;
      free.push(...some.filter((_, i) => !judged.held[i]));
      from += mostAtOnce;
    } while (from < all.length);
    return free;
  }

  async function deliver(entries: Held[]): Promise<void> {
    for (const batch of batches(entries)) {
      book.leave(batch);
      await send(batch);
      book.arrived(batch);
    }
    for (const batch of batches(book.takeAfter())) await send(batch);
  }

  async function send(batch: Held[]): Promise<void> {
    const [first] = batch;
    const place = first && book.placeOf(first);
    if (!first || !place) return;
    const severity = worst(batch);
    const alerts = batch.map(({ alert }) => alert);
    await deliverHeld({ system, place, severity, alerts, door: first.door });
  }

  function show(): void {
    setCurrentDetails(maintenanceDetails(windows, { held: book.all.length, resolved: book.resolved }));
  }
}

function systemOf(workflowId: string): string {
  const system = maintainedSystem(workflowId);
  if (system) return system;
  const says = `The gateway starts it by itself, as ${maintenanceWorkflowId('SYSTEM')}; windows stand in the file of the system, under "maintenance".`;
  throw refusal(says);
}

/** Of one place each, and small enough for a signal. */
function batches(entries: readonly Held[]): Held[][] {
  const byPlace = [...Map.groupBy(entries, ({ place, door }) => `${place} ${door}`).values()];
  return byPlace.flatMap((all) => {
    const parts: Held[][] = [];
    for (let from = 0; from < all.length; from += mostAtOnce) parts.push(all.slice(from, from + mostAtOnce));
    return parts;
  });
}

/** P0 comes before P3. */
function worst(batch: readonly Held[]): Held['severity'] {
  return batch.flatMap(({ severity }) => severity ?? []).sort()[0];
}
