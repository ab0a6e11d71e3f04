/** How something outside is, as far as it can be seen from here. */
export type State =
  | 'up'
  | 'down'
  | 'degraded'
  | 'slow'
  | 'not resolvable'
  /** A page that says how it is, but not to programs. */
  | 'only for people'
  /** The reason is the file, or our own name servers. */
  | 'not asked';

export const inTrouble: readonly State[] = ['down', 'degraded', 'slow', 'not resolvable'];

/** What one look at something outside came to; `says` goes on after its title, without a full stop. */
export interface Look {
  state: State;
  says: string;
  ms: number | null;
  /** Of HTTP; null or absent where nothing answered. */
  status?: number | null;
}

/** ms that one try may take; two of them and what is between fit into the time of a check. */
export const patience = 3_500;

const pause = 500;

/** The first look that is good, of at most two. */
export async function lookTwice(look: () => Promise<Look>): Promise<Look> {
  const first = await look();
  if (!inTrouble.includes(first.state)) return first;
  await new Promise((resolve) => setTimeout(resolve, pause));
  return await look();
}
