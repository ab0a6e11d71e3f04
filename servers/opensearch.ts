import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findOnce, type Recipe, type Say } from './find.ts';
import { removeWithUs } from './guard.ts';
import { freePort, type Running, startProcess, withFreePorts } from './process.ts';
import { versions } from './versions.ts';
import { mavenProgram } from './ways.ts';

/** Made from the jars that OpenSearch publishes, started by a main class of our own: it needs no user of its own. */
export const opensearchRecipe: Recipe = {
  name: 'opensearch',
  title: 'OpenSearch',
  version: versions.opensearch,
  program: 'local-opensearch',
  ways: [
    mavenProgram({
      artifact: 'org.opensearch:opensearch',
      version: versions.opensearch,
      beside: [
        `org.opensearch.plugin:transport-netty4-client:${versions.opensearch}`,
        `org.apache.logging.log4j:log4j-core:${versions.log4j}`,
      ],
      ownMain: new URL('./LocalOpenSearch.java', import.meta.url),
      program: 'local-opensearch',
      javaOptions: ['-Xmx256m'],
      lasts: 'about 20 seconds, once',
    }),
  ],
  remedies: ['install a JDK 17 or newer and Maven (https://maven.apache.org/install.html), which fetch it'],
};

export interface OpensearchServer {
  /** `http://127.0.0.1:port`; it asks nobody who they are. */
  readonly url: string;
  readonly process: Running;
  /** Ends it, removes its data and resolves when both are gone. */
  stop(): Promise<void>;
}

/**
 * Starts an empty OpenSearch of one node on a free port of 127.0.0.1, and waits until it answers.
 * @throws ServerMissing if there is none to start, StartFailed if it does not become usable within 60 s
 */
export async function startOpensearch({ say }: { say?: Say } = {}): Promise<OpensearchServer> {
  const found = await findOnce(opensearchRecipe, say);
  if (found.kind !== 'program') throw new Error(`${opensearchRecipe.title} is ${found.kind}, not a program`);
  const base = await mkdtemp(path.join(tmpdir(), 'mayday-opensearch-'));
  removeWithUs(base);
  const [port, running] = await withFreePorts(async () => {
    const [http, own] = [await freePort(), await freePort()];
    const started = await startProcess({
      title: opensearchRecipe.title,
      command: found.path,
      args: [base, `${http}`, `${own}`],
      cwd: base,
      ready: () => answers(http),
      deadlineMs: 60_000,
    });
    return [http, started] as const;
  });
  return {
    url: `http://127.0.0.1:${port}`,
    process: running,
    async stop() {
      await running.stop();
      await rm(base, { recursive: true, force: true });
    },
  };
}

async function answers(port: number): Promise<boolean> {
  const health = `http://127.0.0.1:${port}/_cluster/health?wait_for_status=yellow&timeout=1s`;
  const response = await fetch(health, { signal: AbortSignal.timeout(2_000) });
  return response.ok;
}
