import { inWords } from '../postgres/durations.ts';

/** `1 pod`, `3 pods`, `2 classes`, `2 policies` */
export function counted(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${plural(noun)}`;
}

function plural(noun: string): string {
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  return `${noun}${/(s|x)$/.test(noun) ? 'es' : 's'}`;
}

/** `No autoscalers.`, else what is said of them. */
export function orNone(things: readonly unknown[], noun: string, says: string): string {
  return things.length > 0 ? says : `No ${plural(noun)}.`;
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
