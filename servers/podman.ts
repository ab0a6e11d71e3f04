import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { debianPackages } from './debian-package.ts';
import { findOnce, type Recipe, type Say } from './find.ts';
import { removeWithUs } from './guard.ts';
import { type Running, run, startProcess } from './process.ts';
import { versions } from './versions.ts';

/** A container engine without a daemon of the machine; it speaks the Docker Engine API, too. */
export const podmanRecipe: Recipe = {
  name: 'podman',
  title: 'Podman',
  version: versions.podman,
  program: 'podman',
  onPath: { command: 'podman', version: versionOf },
  ways: [
    debianPackages(
      ['podman', 'conmon', 'crun', 'golang-github-containers-common', 'libgpgme11', 'libdevmapper1.02.1'],
      {
        program: 'usr/bin/podman',
        libraries: /^lib(gpgme|assuan|devmapper|subid|yajl|seccomp|gpg-error|semanage)/,
      },
    ),
  ],
  remedies: [`install Podman ${versions.podman} or newer (on Debian: apt-get install podman)`],
};

export interface PodmanServer {
  /** The path of its socket. */
  readonly socket: string;
  /** The folder in which it keeps images. */
  readonly store: string;
  readonly process: Running;
  /** Ends it, removes its data and resolves when both are gone. */
  stop(): Promise<void>;
}

/** Why no engine of our own can be started here, or false. */
export function podmanUnavailable(): false | string {
  return process.getuid?.() === 0 ? false : 'a container engine of our own needs to be root';
}

/**
 * Starts a Podman that answers on a socket in a folder of its own (`below`, else the one for temporary files), with
 * nothing in it, and waits until it answers.
 * @throws ServerMissing if there is none to start, StartFailed if it does not become usable within 60 s
 */
export async function startPodman({
  below = tmpdir(),
  say,
}: {
  below?: string;
  say?: Say;
} = {}): Promise<PodmanServer> {
  const found = await findOnce(podmanRecipe, say);
  if (found.kind !== 'program') throw new Error(`${podmanRecipe.title} is ${found.kind}, not a program`);
  const base = await mkdtemp(path.join(below, 'mayday-podman-'));
  removeWithUs(base);
  const [store, socket] = [path.join(base, 'store'), path.join(base, 'podman.sock')];
  const settings = path.join(base, '.config/containers');
  await mkdir(settings, { recursive: true });
  await writeFile(path.join(settings, 'policy.json'), '{"default":[{"type":"insecureAcceptAnything"}]}');
  const storage = path.join(base, 'storage.conf');
  await writeFile(
    storage,
    `[storage]\ndriver="vfs"\ngraphroot="${store}"\nrunroot="${path.join(base, 'run')}"\n`,
  );
  const containers = path.join(base, 'containers.conf');
  const content = path.join(path.dirname(found.path), 'content/usr/bin');
  await writeFile(
    containers,
    `[engine]\nevents_logger="none"\ncgroup_manager="cgroupfs"\nconmon_path=["${content}/conmon","/usr/bin/conmon"]\nruntime="crun"\n[engine.runtimes]\ncrun=["${content}/crun","/usr/bin/crun"]\n`,
  );
  const { title } = podmanRecipe;
  const running = await startProcess({
    title,
    command: found.path,
    args: ['--tmpdir', path.join(base, 'tmp'), 'system', 'service', '--time=0', `unix://${socket}`],
    cwd: base,
    env: {
      HOME: base,
      CONTAINERS_CONF: containers,
      CONTAINERS_STORAGE_CONF: storage,
      XDG_RUNTIME_DIR: undefined,
    },
    ready: () => answers(socket),
    deadlineMs: 20_000,
  });
  return {
    socket,
    store,
    process: running,
    async stop() {
      await running.stop();
      await rm(base, { recursive: true, force: true });
    },
  };
}

function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    request({ socketPath, path: '/_ping', agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    })
      .once('error', reject)
      .end();
  });
}

async function versionOf(program: string): Promise<string> {
  const text = await run(program, ['--version'], { timeoutMs: 10_000 });
  const version = /version (\d+\.\d+\S*)/.exec(text)?.[1];
  if (version === undefined) throw new Error(`it does not tell its version: ${text.trim().slice(0, 100)}`);
  if (Number.parseInt(version, 10) < 4) throw new Error(`it is ${version}, needed is 4.0 or newer`);
  return version;
}
