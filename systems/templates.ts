import { Liquid, type LiquidError } from 'liquidjs';
import { type Words, words } from '../workflows/contract/words.ts';
import { didYouMean, oneOf } from './nearest.ts';

/** Tags that look beyond the text itself. */
const elsewhere = ['include', 'render', 'layout', 'block'];

/** Bounds what a template can cost: characters, ms, and roughly bytes. */
const limits = { parseLimit: 20_000, renderLimit: 1_000, memoryLimit: 1_000_000 };

const engine = new Liquid({
  strictVariables: true,
  strictFilters: true,
  ownPropertyOnly: true,
  templates: {},
  ...limits,
});
for (const tag of elsewhere) delete engine.tags[tag];

/** Fills a template in. @throws Error with a sentence, if `templateTrouble` would say something */
export function fillIn(template: string, values: Words): string {
  const lines: string = engine.parseAndRenderSync(template, { ...values });
  return lines
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** What is wrong with a template, to complete "expected …"; undefined if nothing is. */
export function templateTrouble(template: string): string | undefined {
  const known = Object.keys(words);
  try {
    const strange = engine.globalVariablesSync(engine.parse(template)).find((name) => !known.includes(name));
    if (strange === undefined) return undefined;
    return `one of ${oneOf(known)} between {{ and }}, not ${strange}${didYouMean(strange, known)}`;
  } catch (error) {
    const [why] = (error as LiquidError).message.split(', line:');
    return `a Liquid template (${why})`;
  }
}
