import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

export const root = fileURLToPath(new URL('../../..', import.meta.url));

export interface Service {
  image: string;
  restart?: string;
  command?: string[];
  entrypoint?: string[];
  build?: { context: string; dockerfile: string };
  environment?: Record<string, string>;
  env_file?: string;
  ports?: string[];
  volumes?: string[];
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
}

export interface Compose {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
}

/** docker-compose.yml as Compose reads it: anchors and merge keys resolved, variables left as written. */
export function composeFile(): Compose {
  return parse(readFileSync(path.join(root, 'docker-compose.yml'), 'utf8'), { merge: true });
}

/** What the image sets by itself. */
export function imageEnvironment(): Record<string, string> {
  const [, block = ''] = /^ENV ((?:.*\\\n)*.*)$/m.exec(dockerfile()) ?? [];
  return Object.fromEntries(
    [...block.matchAll(/([A-Z_]+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]),
  );
}

/** What the image copies from the project. */
export function copied(): string[] {
  const lines = dockerfile().matchAll(/^COPY (?!--from)(.+) \S+$/gm);
  return [...lines].flatMap(([, sources = '']) => sources.split(' '));
}

export function dockerfile(): string {
  return readFileSync(path.join(root, 'deploy', 'Dockerfile'), 'utf8');
}

/** The example of an env file, with its values. */
export function example(envFile: string): Record<string, string> {
  const file = path.join(root, 'deploy', 'examples', path.basename(envFile));
  const lines = readFileSync(file, 'utf8').matchAll(/^([A-Z_0-9]+)=(.*)$/gm);
  return Object.fromEntries([...lines].map(([, name = '', value = '']) => [name, value]));
}
