import type { Examined } from '../../workflows/contract/examination.ts';

/** ms for one thing; all are looked at side by side. */
const patience = 15_000;

/** What came of looking at one thing: what the look says, or why it could not look. */
export async function examined(what: string, look: () => Promise<Omit<Examined, 'what'>>): Promise<Examined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Omit<Examined, 'what'>>((resolve) => {
    timer = setTimeout(() => resolve(bad(`no answer within ${patience / 1_000} s`)), patience);
  });
  try {
    return { what, ...(await Promise.race([look(), late])) };
  } catch (error) {
    return { what, ...bad((error as Error).message) };
  } finally {
    clearTimeout(timer);
  }
}

export function good(says: string): Omit<Examined, 'what'> {
  return { verdict: 'good', says };
}

export function doubtful(says: string): Omit<Examined, 'what'> {
  return { verdict: 'doubtful', says };
}

export function bad(says: string): Omit<Examined, 'what'> {
  return { verdict: 'bad', says };
}
