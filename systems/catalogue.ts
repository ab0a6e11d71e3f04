import type { Needs, Risk, Severity, SystemProfile } from '../workflows/contract/profile.ts';
import type { RunbookName } from '../workflows/contract/runbooks.ts';
import type { HookEntry } from './entries/hooks.ts';
import type { Matcher } from './matchers.ts';
import type { SystemFile } from './schema.ts';

/** What the values of a label mean. */
export interface SeverityMap {
  label: string;
  map: Readonly<Record<string, Severity>>;
}

/** Label matchers and what they lead to; the first route of a system that matches wins. */
export interface Route {
  system: string;
  /** Which one of its file, from 1; the built-in catch-all has none. */
  number?: number;
  runbook: RunbookName;
  /** Label → value. */
  match: Record<string, string>;
  /** What else its labels must be; with neither of both it is a catch-all. */
  matchers?: readonly Matcher[];
  /** Without it, and where the map does not know the alert's label: that of the label, else the runbook's default. */
  severity?: Severity | SeverityMap;
  /** Labels whose values make an incident; without them the sender's group does. */
  groupBy?: readonly string[];
  /** ms within which its alerts, which always fire, come again: the runbook is for when they do not. */
  heartbeat?: number;
  catchAll: boolean;
}

/** A sender of JSON that a file describes. */
export interface NamedHook {
  name: string;
  system: string;
  entry: HookEntry;
}

/** Somebody who may decide. */
export interface Approver {
  name: string;
  roles: string[];
  publicKeys: PublicKey[];
  /** Their Slack account. */
  slack?: { user: string; team: string };
  email?: string;
}

/** An Ed25519 public key: base64 of SPKI DER, or a `${NAME}` that is resolved to one. */
export interface PublicKey {
  key: string;
  /** RFC 3339; what it signs later does not count. */
  until?: string;
}

/** Whose decisions count at a system. */
export interface Policy {
  /** By the risk of what they may approve. */
  approverRoles: Record<Risk, string[]>;
  /** The greatest risk that may be approved without a signature. */
  unverifiedUpTo: Risk;
  /** How many different approvers a change takes. */
  needs: Record<Risk, Record<Severity, Needs>>;
  /** One responder is alone on shift: may approve a disruptive change that is their own proposal. */
  singleResponder: boolean;
  /** One verified approver may go alone where two are needed. */
  breakGlass: boolean;
  /** The roles whose yes it takes to tell the public. */
  tellerRoles: string[];
  /** `auto` = what the file words goes to the status page without anybody's yes. */
  publicUpdates: 'ask' | 'auto';
}

/** The systems a folder of catalogue files describes. Every method reads files as they are now; one that an edit broke counts as it last could be read, and concerns its own system only. */
export interface Catalogue {
  /** Ids of all systems, readable or not. */
  systems(): string[];
  /** Everything that a file says, as it says it. @throws like `profile` */
  file(system: string): SystemFile;
  /** As it is for an incident that opens at `openedAt` (without it: now), from which business time counts. @throws ApplicationFailure `UnknownSystem`, `UnknownRunbook` or `InvalidInput`, each with a sentence that says what to write instead */
  profile(system: string, runbook: RunbookName, openedAt?: Date): SystemProfile;
  /** P0..P3 or the system's own label, in any case. @throws ApplicationFailure `InvalidInput` that lists what it takes */
  severity(system: string, text: string): Severity;
  /** Everybody of a system with a role, by name. @throws like `profile` */
  people(system: string): Map<string, Approver>;
  /** @throws like `profile` */
  policy(system: string): Policy;
  /** Routes of all readable systems, the catch-all last. */
  routes(): Route[];
  /** The senders of all readable systems; of several of one name only the first. */
  hooks(): NamedHook[];
  /** What is wrong with the files, one text per file; a second catch-all is left out, all else makes its file unreadable. */
  problems(): string[];
}
