/** Who did something, and through which door; what the audit line says. */
export type Actor =
  | { kind: 'person'; name: string; door: Door; verified: boolean }
  | { kind: 'alerts'; door: string }
  | { kind: 'mayday' };

/** The ways in for a person. `demo --yes` is a script that approves in a person's name and says so. */
export type Door = 'cli' | 'slack' | 'board' | 'pagerduty' | 'temporal-ui' | 'demo --yes';

/** Where a person's own key signs nothing: the gateway vouches for who it was. */
export const vouchedDoors: readonly Door[] = ['slack', 'board'];

/** Where somebody clicked in Slack: ids, not names. */
export interface SlackPlace {
  user: string;
  team: string;
  channel: string;
}

/** Who signed in at the incident board: whoever holds a key (base64 of SPKI DER), or a mail address that the identity provider vouches for. */
export type SignedIn = { key: string } | { email: string };

export const mayday: Actor = { kind: 'mayday' };

/** An actor in words: `alice (cli)`, `someone in the Temporal UI, unverified`, `Mayday`. */
export function actorName(actor: Actor): string {
  switch (actor.kind) {
    case 'person':
      return actor.verified ? `${actor.name} (${actor.door})` : `${actor.name} (${actor.door}, unverified)`;
    case 'alerts':
      return actor.door;
    case 'mayday':
      return 'Mayday';
  }
}

/** The name of a person; undefined for machines. */
export function personName(actor: Actor | undefined): string | undefined {
  return actor?.kind === 'person' ? actor.name : undefined;
}
