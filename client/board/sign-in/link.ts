import type { BoardParts } from '../parts.ts';
import { nameSomewhere } from '../rights.ts';
import { readStatement } from './statement.ts';

/** ms that a link counts. */
const counts = 5 * 60_000;
/** ms that the clock of who made it may be ahead. */
const ahead = 30_000;

/** Whom a link signs in, or why it does not and what to do. */
export type Judged =
  | { key: string; name: string; refused?: undefined }
  | { refused: string; key?: undefined };

/** Judges links to sign in; remembers those that were used for as long as they count. */
export interface Links {
  judge(link: string): Judged;
  /** Like `judge`, and the link counts no more. */
  use(link: string): Judged;
}

const again = 'Make another with "mayday sign-in --as NAME".';

export function signInLinks(parts: BoardParts): Links {
  const started = parts.clock();
  /** Nonce → epoch ms until which its link would count. */
  const used = new Map<string, number>();

  function look(link: string): Judged & { nonce?: string } {
    const statement = readStatement(link);
    if (!statement) {
      return { refused: `This link is not as it was made: copy all of it, from "http" to its end. ${again}` };
    }
    const { key, gateway, at, nonce } = statement;
    const { url } = parts.settings;
    if (gateway !== url) {
      return {
        refused: `This link is for the gateway at ${gateway}, and this is ${url}: make one with "mayday sign-in --as NAME --board ${url}".`,
      };
    }
    const now = parts.clock();
    const made = Date.parse(at);
    // Negated, so that a date that cannot be read refuses.
    if (!(made <= now + ahead)) {
      return { refused: `This link is dated ${at}, which is ahead: set the clock of your machine. ${again}` };
    }
    if (now - made > counts)
      return {
        refused: `This link is more than 5 minutes old; if you have just made it, set the clock of your machine. ${again}`,
      };
    if (made < started) {
      return {
        refused: `This gateway has started after the link was made, and cannot know whether it was used. ${again}`,
      };
    }
    if (used.has(nonce)) return { refused: `This link has been used, and each counts once. ${again}` };
    const name = nameSomewhere(parts, { key });
    if (name === undefined) {
      return {
        refused: `Your key (${key.slice(16, 28)}…) belongs to nobody in the catalogue as this gateway reads it: write it under "people" in a file of systems/ and give yourself a role; where the file has \${NAME}, the gateway needs that variable, too.`,
      };
    }
    return { key, name, nonce };
  }

  return {
    judge: (link) => look(link),
    use(link) {
      const judged = look(link);
      const now = parts.clock();
      for (const [nonce, until] of used) if (until < now) used.delete(nonce);
      if (judged.nonce) used.set(judged.nonce, now + ahead + counts);
      return judged;
    },
  };
}
