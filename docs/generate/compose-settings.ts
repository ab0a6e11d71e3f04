import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { project } from './sources.ts';

/** The settings that docker-compose.yml sets for a service of Mayday, without `_FILE`. */
export function serviceSettings(): string[] {
  const { services } = parse(readFileSync(path.join(project, 'docker-compose.yml'), 'utf8'), { merge: true });
  const environments = Object.values<{ build?: object; environment?: Record<string, string> }>(services)
    .filter(({ build }) => build)
    .flatMap(({ environment }) => Object.keys(environment ?? {}));
  return environments.map((name) => name.replace(/_FILE$/, ''));
}

/** The settings that the image itself sets; MAYDAY_BUILD_ID is only its default. */
export function imageSettings(): string[] {
  const [, block = ''] =
    /^ENV ((?:.*\\\n)*.*)$/m.exec(readFileSync(path.join(project, 'deploy', 'Dockerfile'), 'utf8')) ?? [];
  const names = [...block.matchAll(/([A-Z_]+)=\S/g)].map(([, name = '']) => name);
  return names.filter((name) => name !== 'MAYDAY_BUILD_ID' && name !== 'NODE_ENV');
}
