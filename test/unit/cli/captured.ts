import { readCliConfig } from '../../../client/cli/config.ts';
import { mayday } from '../../../client/cli/program.ts';
import { asksForJson, type Look, plain, type Screen } from '../../../client/cli/screen.ts';
import type { Said } from '../../harness/mayday-command.ts';

/** Runs the command line in this process and catches what it says. */
export async function captured(words: readonly string[], env: Record<string, string>): Promise<Said> {
  const json = asksForJson(words);
  const look: Look = { now: new Date(), timeZone: 'UTC', paint: plain };
  let out = '';
  let err = '';
  const screen: Screen = {
    json,
    interactive: false,
    look: () => look,
    print(document, text) {
      out += `${json ? JSON.stringify(document) : text(look)}\n`;
    },
    remark(text) {
      if (!json) err += `${text}\n`;
    },
    error(sentence) {
      err += `${json ? JSON.stringify({ error: sentence }) : sentence}\n`;
    },
  };
  const code = await mayday(words, readCliConfig({ HOME: '/nonexistent', ...env }), screen);
  return { code, out, err };
}
