/** Something that a clock should have done by an instant, epoch ms. */
export interface Due {
  what: string;
  at: number;
}

/** ms for which what is due may be left while other things are noted. */
const patience = 60_000;

/** Tells what stays due though the incident goes on: a worker that comes back does it with the first that it notes. */
export class Overdue {
  private readonly seen = new Map<string, number>();
  private readonly told = new Set<string>();

  /** What has been due for too long at an instant (epoch ms), each once. */
  look(dues: readonly Due[], now: number): string[] {
    const open = dues.filter(({ at }) => at < now).map(({ what }) => what);
    for (const what of this.seen.keys()) if (!open.includes(what)) this.seen.delete(what);
    return open.filter((what) => {
      const since = this.seen.get(what) ?? now;
      this.seen.set(what, since);
      if (now - since <= patience || this.told.has(what)) return false;
      this.told.add(what);
      return true;
    });
  }
}
