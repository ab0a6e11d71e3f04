/** What ends a command: one sentence that says what to do. */
export class CommandFailure extends Error {
  readonly exitCode: number;

  constructor(sentence: string, exitCode: number) {
    super(sentence);
    this.name = 'CommandFailure';
    this.exitCode = exitCode;
  }
}

/** Refused or failed. */
export function failure(sentence: string): CommandFailure {
  return new CommandFailure(sentence, 1);
}

/** The command line itself is not right. */
export function usage(sentence: string): CommandFailure {
  return new CommandFailure(sentence, 2);
}
