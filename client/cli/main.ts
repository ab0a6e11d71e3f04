import { CommandFailure } from '../failure.ts';
import { type CliConfig, readCliConfig } from './config.ts';
import { mayday } from './program.ts';
import { asksForJson, terminal } from './screen.ts';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever reads us, e.g. `head`, has seen enough.
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const code = await run(process.argv.slice(2));
for (const stream of [process.stdout, process.stderr]) await written(stream);
// Not only the exit code: a retry that the Temporal client still has under way throws on the closed connection.
process.exit(code);

function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}

async function run(words: readonly string[]): Promise<number> {
  const json = asksForJson(words);
  let config: CliConfig;
  try {
    config = readCliConfig();
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    terminal({ json, noColor: true }).error(error.message);
    return error.exitCode;
  }
  const screen = terminal({ json, noColor: config.noColor });
  for (const says of config.remarks) screen.remark(says);
  return mayday(words, config, screen);
}
