import type { PlanParameters } from '../../workflows/contract/plans.ts';
import { wordOf, wordsOf } from '../../workflows/contract/script-words.ts';
import type { ScriptProfile, ScriptWord } from '../../workflows/contract/scripts.ts';
import { failureOf } from './failures.ts';

/**
 * The arguments of a script with what people answered, and times counted back from `at` (epoch ms).
 * @throws ApplicationFailure `InvalidInput` for an answer that is missing or of no use
 */
export function filledWords(
  { title, words, asks }: Pick<ScriptProfile, 'title' | 'words' | 'asks'>,
  answers: PlanParameters,
  at: number,
): string[] {
  return words.map((word) => {
    if ('text' in word) return word.text;
    if ('ago' in word) return instant(word, at);
    const { answer: name } = word;
    const kind = asks.find((each) => each.name === name)?.kind;
    const given = Object.hasOwn(answers, name) ? answers[name] : undefined;
    if (kind !== 'address' && kind !== 'user' && kind !== 'backup' && kind !== 'line') {
      throw failureOf({
        trouble: 'answers',
        says: `${title} asks for ${name}, and nothing says what that is.`,
      });
    }
    const filled = wordOf(kind, given);
    if (filled !== undefined) return filled;
    const says =
      given === undefined || given === null
        ? `${title} was not run: nobody has said ${name}.`
        : `${title} was not run: ${name} takes ${wordsOf[kind]}.`;
    throw failureOf({ trouble: 'answers', says });
  });
}

/** Whether what it is given depends on when it is run. */
export function hasTimes(words: readonly ScriptWord[]): boolean {
  return words.some((word) => 'ago' in word);
}

function instant({ ago, format }: Extract<ScriptWord, { ago: number }>, at: number): string {
  const then = new Date(at - ago);
  const iso = then.toISOString();
  const [date = '', time = ''] = iso.slice(0, 19).split('T');
  const [year = '', month = '', day = ''] = date.split('-');
  const [hour = '', minute = '', second = ''] = time.split(':');
  const s = String(Math.floor(then.getTime() / 1_000));
  const parts: Record<string, string> = {
    Y: year,
    m: month,
    d: day,
    H: hour,
    M: minute,
    S: second,
    F: date,
    T: time,
    s,
  };
  return format.replaceAll(/%([YmdHMSFTs])/g, (_, part: string) => parts[part] ?? '');
}

/** As a person would type it; a shell would read the same words. */
export function typed(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}
