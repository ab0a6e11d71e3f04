import type { Finding } from './findings.ts';
import type { ClusterTarget } from './kubernetes.ts';
import type { MitigationTerms, Question } from './mitigations.ts';
import type { PlanParameters } from './plans.ts';
import type { Reference, Risk } from './profile.ts';

/** One argument of a script; none is ever read by a shell. */
export type ScriptWord =
  | { text: string }
  /** What a person answered to the question of that name. */
  | { answer: string }
  /** So many ms before it is run, in UTC: `%Y-%m-%d`, `%H:%M:%S`, `%s`. */
  | { ago: number; format: string };

/** Where a script runs. */
export type ScriptPlace =
  /** A process of the worker, in that folder; the program is below it. */
  | { kind: 'process'; folder: Reference; environment: Record<string, Reference> }
  /** A Job, in that folder of its image. */
  | {
      kind: 'job';
      /** Absent = the worker's own cluster. */
      cluster?: ClusterTarget;
      namespace: string;
      image: string;
      folder?: string;
      serviceAccount?: string;
      /** No secrets. */
      environment: Record<string, string>;
      /** Names of Secrets whose keys become variables. */
      secrets: string[];
    };

/** A script of the catalogue, in one way of calling it. */
export interface ScriptProfile {
  name: string;
  title: string;
  mode?: string;
  /** As the file has it: `./scripts/database/locks.sh`. */
  program: string;
  words: ScriptWord[];
  /** What is appended for a dry run; absent = it has none. */
  rehearse?: string[];
  /** What its answers stand for. */
  asks: Question[];
  /** Absent = the file does not say. */
  in?: ScriptPlace;
  /** ms */
  timeout: number;
  risk: Risk;
}

/** ms beyond a script's own time-out: to start it, and to end what it leaves behind. */
export const aroundScript = 60_000;

export interface ScriptQuestion {
  script: ScriptProfile;
  answers?: PlanParameters;
}

/** Questions that scripts of the catalogue answer. */
export interface ScriptChecks {
  /**
   * Runs a script that only looks: well with exit code 0, sick with any other, and unknown where it did not come to its
   * end. One of any other risk than `observe`, or with open questions, is not run: unknown.
   */
  runScript(question: ScriptQuestion): Promise<Finding>;
}

/** Of a script's own; what the catalogue says that it changes is changed by it, too. */
export interface ScriptTarget {
  id: string;
  kind: 'script';
}

/** Runs a script once. It cannot be taken back. */
export interface RunScript extends MitigationTerms {
  action: 'script.run';
  target: ScriptTarget;
  script: ScriptProfile;
  /** Ids of the catalogue's targets that it changes. */
  changes: string[];
}
