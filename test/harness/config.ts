/** The seed of a random test: `FC_SEED` to repeat one, else another each time. */
export function randomSeed(): number {
  return Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);
}

/** How often a random test runs: `FC_RUNS`, or what its author thought enough. */
export function runsOr(enough: number): number {
  return Number(process.env.FC_RUNS ?? enough);
}
