import { styleText } from 'node:util';

export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan';
export type Paint = (style: Style, text: string) => string;

/** How what is shown is to be read: from when, in which time zone, with which colours. */
export interface Look {
  now: Date;
  /** IANA name; without it the machine's. */
  timeZone?: string;
  paint: Paint;
}

/** Where a command speaks. */
export interface Screen {
  json: boolean;
  /** Somebody can be asked here. */
  interactive: boolean;
  look(): Look;
  /** The answer of a command: a document for programs, or text for people. */
  print(document: unknown, text: (look: Look) => string): void;
  /** Beside the answer, on standard error; nothing with `--json`. */
  remark(text: string): void;
  error(sentence: string): void;
}

/** Known before the words are understood, since a misunderstanding is a document then, too. */
export function asksForJson(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  return words.slice(0, end < 0 ? undefined : end).includes('--json');
}

/** The terminal, or whatever takes its place. */
export function terminal(settings: { json: boolean; noColor: boolean }): Screen {
  const { json } = settings;
  const colours = Boolean(process.stdout.isTTY) && !settings.noColor;
  const paint: Paint = (style, text) => (colours ? styleText(style, text, { validateStream: false }) : text);
  const look = () => ({ now: new Date(), paint });
  return {
    json,
    interactive: Boolean(process.stdin.isTTY && process.stderr.isTTY) && !json,
    look,
    print(document, text) {
      process.stdout.write(`${json ? JSON.stringify(document) : text(look())}\n`);
    },
    remark(text) {
      if (!json) process.stderr.write(`${text}\n`);
    },
    error(sentence) {
      process.stderr.write(`${json ? JSON.stringify({ error: sentence }) : sentence}\n`);
    },
  };
}

export const plain: Paint = (_style, text) => text;
