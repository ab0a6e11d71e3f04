import { readCliConfig } from './config.ts';
import { mayday } from './program.ts';
import { asksForJson, terminal } from './screen.ts';

const words = process.argv.slice(2);
const config = readCliConfig();
process.exitCode = await mayday(
  words,
  config,
  terminal({ json: asksForJson(words), noColor: config.noColor }),
);
