import type { Resolve } from '../activities/dependencies.ts';

/** What nobody has set of the settings that texts name, as half a sentence. */
export function unset(resolve: Resolve, ...texts: readonly string[]): string | undefined {
  try {
    for (const text of texts) resolve(text);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
