/** What a client is asked to do. */
export interface Asked {
  number: number;
  load: string;
  given: object;
}

/** What became of it. */
export interface Told {
  number: number;
  found?: unknown;
  failed?: string;
}

process.on('disconnect', () => process.exit());
process.on('message', (asked: Asked) => void answer(asked));

async function answer({ number, load, given }: Asked): Promise<void> {
  let told: Told;
  try {
    const { run } = (await import(`./loads/${load}.ts`)) as { run(given: object): Promise<unknown> };
    told = { number, found: await run(given) };
  } catch (error) {
    told = { number, failed: error instanceof Error ? `${error.message}\n${error.stack}` : String(error) };
  }
  process.send?.(told);
}
