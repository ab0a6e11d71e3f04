import { readCliConfig } from './config.ts';
import { mayday } from './program.ts';
import { asksForJson, terminal } from './screen.ts';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever reads us, e.g. `head`, has seen enough.
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const words = process.argv.slice(2);
const config = readCliConfig();
const screen = terminal({ json: asksForJson(words), noColor: config.noColor });
const code = await mayday(words, config, screen);
for (const stream of [process.stdout, process.stderr]) await written(stream);
// Not only the exit code: a retry that the Temporal client still has under way throws on the closed connection.
process.exit(code);

function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}
