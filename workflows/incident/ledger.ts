import { linkOf } from '../contract/audit.ts';
import { hashOf } from '../contract/keys.ts';
import type { TimelineEntry } from '../contract/timeline.ts';

/** How often a fact of the same content was written down. */
export type Seen = [content: string, times: number][];

/** Dated facts in a chain, named by their content: a Reset that comes to the same fact again comes to the same name. */
export class Ledger<F extends object> {
  readonly entries: TimelineEntry<F>[] = [];
  private readonly seen = new Map<string, number>();
  private readonly keyId: string;
  private readonly prefix: string;

  /** `prefix` keeps the names apart from those of another ledger of the same key id. */
  constructor(keyId: string, prefix = '') {
    this.keyId = keyId;
    this.prefix = prefix;
  }

  write(fact: F): TimelineEntry<F> {
    const content = hashOf(unsigned(fact)).slice(0, 12);
    const times = (this.seen.get(content) ?? 0) + 1;
    this.seen.set(content, times);
    const id = `${this.prefix}${content}${times === 1 ? '' : `-${times}`}`;
    const dated = { id, at: new Date().toISOString(), fact };
    const entry = { ...dated, chain: linkOf(this.entries.at(-1)?.chain ?? this.start, dated) };
    this.entries.push(entry);
    return entry;
  }

  /** What the next run of a long life goes on with. */
  carry(): { timeline: TimelineEntry<F>[]; seen: Seen } {
    return { timeline: this.entries, seen: [...this.seen] };
  }

  restore({ timeline, seen }: { timeline: TimelineEntry<F>[]; seen: Seen }): void {
    this.entries.push(...timeline);
    for (const [content, times] of seen) this.seen.set(content, times);
  }

  /** What the first entry follows. */
  private get start(): string {
    return `${this.prefix}${this.keyId}`;
  }
}

/** A signature is made anew when an effect is, and the name must be the same. */
function unsigned(fact: object): object {
  const { checkpoint: _, ...said } = fact as { checkpoint?: unknown };
  return said;
}
