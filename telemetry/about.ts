import { AsyncLocalStorage } from 'node:async_hooks';

/** What all log lines of a piece of work name. */
export interface About {
  incident?: string;
  system?: string;
  /** What is being done: an activity, or a door of the gateway. */
  step: string;
  workflowId?: string;
}

const working = new AsyncLocalStorage<About>();

/** Does some work; log lines that it writes name what it is about. */
export function workOn<T>(about: About, work: () => T): T {
  return working.run(about, work);
}

/** For a logger: what is added to each line. */
export function whatItIsAbout(): object {
  // A copy: pino writes what a line says into it.
  return { ...working.getStore() };
}
