/** The seed of a sample of kills: `FAULTS_SEED` to repeat one, else another each time. */
export function seedOfFaults(): number {
  return Number(process.env.FAULTS_SEED ?? Date.now() % 2 ** 31);
}
