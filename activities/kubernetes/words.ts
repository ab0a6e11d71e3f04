import { durationInWords, plural } from '../amounts.ts';

/** `No autoscalers.`, else what is said of them. */
export function orNone(things: readonly unknown[], noun: string, says: string): string {
  return things.length > 0 ? says : `No ${plural(noun)}.`;
}

/** `7 min ago`, of an instant in epoch ms. */
export function ago(at: number, now: number): string {
  return `${durationInWords(Math.max(0, now - at))} ago`;
}

/** Orders what stands in the list as there, and before all else. */
export function worstFirst(order: readonly string[]): (a: string, b: string) => number {
  const place = (word: string) => (order.includes(word) ? order.indexOf(word) : order.length);
  return (a, b) => place(a) - place(b);
}
