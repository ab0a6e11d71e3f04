/** Counts by address within each minute. */
export function perMinute(most: number, clock: () => number = Date.now) {
  let minute = 0;
  let counts = new Map<string, number>();

  function countsNow(): Map<string, number> {
    const now = Math.floor(clock() / 60_000);
    if (now !== minute) [minute, counts] = [now, new Map()];
    return counts;
  }

  return {
    count(address: string): void {
      const now = countsNow();
      now.set(address, (now.get(address) ?? 0) + 1);
    },
    isOver(address: string): boolean {
      return (countsNow().get(address) ?? 0) >= most;
    },
  };
}
