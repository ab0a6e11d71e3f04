import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '../../unit/deploy/compose-file.ts';
import type { Host } from './container.ts';

/** Does what docker-compose.yml asks for before `docker compose up`, in a folder of its own, and makes the volume. */
export function prepareHost(app: string, instead: Record<string, string>): Host {
  const base = mkdtempSync(path.join(tmpdir(), 'mayday-compose-'));
  chmodSync(base, 0o755);
  const project = path.join(base, 'project');
  mkdirSync(path.join(project, 'deploy'), { recursive: true });
  for (const place of ['deploy/make-secrets.sh', 'deploy/cluster'])
    cpSync(path.join(root, place), path.join(project, place), { recursive: true });
  copyFileSync(path.join(root, '.env.example'), path.join(project, '.env'));
  mkdirSync(path.join(project, 'systems'));
  copyFileSync(path.join(root, 'systems/demo.yaml'), path.join(project, 'systems/demo.yaml'));
  execFileSync('/bin/sh', ['deploy/make-secrets.sh'], { cwd: project, stdio: 'pipe' });
  const volumes = path.join(base, 'volumes');
  mkdirSync(path.join(volumes, 'mayday'), { recursive: true });
  // A new volume takes over who owns the image's folder.
  chownSync(path.join(volumes, 'mayday'), 1000, 1000);
  return { app, project, volumes, instead };
}

/** Sets variables in the host's .env. */
export function setInEnv({ project }: Host, variables: Record<string, string>): void {
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`);
  appendFileSync(path.join(project, '.env'), `\n${lines.join('')}`);
}

/** Puts a secret where a process finds it in /etc/mayday/secrets. */
export function giveSecret(host: Host, process: 'worker' | 'gateway', name: string, value: string): void {
  writeFileSync(path.join(host.project, 'deploy/secrets', process, name), value);
}
