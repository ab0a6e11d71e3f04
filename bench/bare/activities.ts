export type BareActivities = typeof activities;

/** What bare workflows do: nothing, or a request by which somebody sees that an activity runs. */
export const activities = {
  async nothing(_given?: unknown): Promise<void> {},
  /** Answers so many characters. */
  async answer(_given: string, characters: number): Promise<string> {
    return 'x'.repeat(characters);
  },
  async ask(url: string): Promise<void> {
    await (await fetch(url)).arrayBuffer();
  },
};
