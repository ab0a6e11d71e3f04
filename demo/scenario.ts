import type { Say } from '../servers/find.ts';
import type { Scene, SetUp, Stack } from './stack.ts';

/** A story that the demo tells: what is set up, how it breaks, and which alert is sent then. */
export interface Scenario<S extends Scene> {
  scene: SetUp<S>;
  /** Folder of catalogue files. */
  catalogue: string;
  /** File of the alert. */
  alert: URL;
  /** Breaks the shop, waits until that shows, and answers since when. */
  breakShop(stack: Stack & S, say: Say, signal: AbortSignal): Promise<Date>;
  /** How a person breaks it by hand, and what to type into the Temporal UI. */
  byHand(stack: Stack & S): { breaks: string; runbook: string; input: string };
}
