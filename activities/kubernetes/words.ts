import { inWords } from '../postgres/durations.ts';

/** `1 pod`, `3 pods`, `2 classes`, `2 policies` */
export function counted(count: number, noun: string): string {
  if (count === 1) return `1 ${noun}`;
  if (/[^aeiou]y$/.test(noun)) return `${count} ${noun.slice(0, -1)}ies`;
  return `${count} ${noun}${/(s|x|ss)$/.test(noun) ? 'es' : 's'}`;
}

/** `7 min ago`, of an instant in epoch ms. */
export function ago(at: number, now: number): string {
  return `${inWords(Math.max(0, now - at))} ago`;
}

/** Orders what stands in the list as there, and before all else. */
export function worstFirst(order: readonly string[]): (a: string, b: string) => number {
  const place = (word: string) => (order.includes(word) ? order.indexOf(word) : order.length);
  return (a, b) => place(a) - place(b);
}
