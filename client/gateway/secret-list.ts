const shortest = 8;

/** The secrets of a variable that may hold several, `NEW,OLD`, so that one can replace another without a gap; a sentence per mistake goes to `wrong`. */
export function secretList(name: string, value: string | undefined, wrong: string[]): string[] {
  const secrets = (value ?? '')
    .split(',')
    .map((secret) => secret.trim())
    .filter((secret) => secret !== '');
  if (value && secrets.length === 0) wrong.push(`${name} holds commas only: write a secret, or NEW,OLD.`);
  if (secrets.length > 1 && secrets.some((secret) => secret.length < shortest)) {
    wrong.push(
      `${name} holds several secrets, since there is a comma in it, and one of them has fewer than ${shortest} characters: a secret itself cannot hold a comma, and each of a list has at least ${shortest}.`,
    );
  }
  return secrets;
}
