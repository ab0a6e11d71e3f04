import { readFileSync } from 'node:fs';

/** The variable of that name, or what the file holds that NAME_FILE names; read at each use, so that it can be renewed while the gateway runs. */
export function namedValue(
  name: string,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
  const file = Object.hasOwn(environment, `${name}_FILE`) ? environment[`${name}_FILE`] : undefined;
  if (value || !file) return value;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
}
