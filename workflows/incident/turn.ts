/**
 * Acts on what came in together in an order that a replay repeats: messages first, then questions for answers.
 * To a worker that has the run in memory the test server hands questions before the messages they came after;
 * the replay has it the other way round.
 */
export class Turn {
  private readonly messages: (() => void)[] = [];
  private end?: Promise<void>;

  /** Acts on a message once all that came in with it is there. */
  take(act: () => void): void {
    this.messages.push(act);
    void this.ended();
  }

  /** When the messages that came in together were acted on. */
  ended(): Promise<void> {
    this.end ??= Promise.resolve().then(() => {
      this.end = undefined;
      for (const act of this.messages.splice(0)) act();
    });
    return this.end;
  }
}
