import { givenValue } from '../../settings/given-value.ts';
import type { Environment } from '../../settings/setting.ts';

/** The variable of that name, or what the file holds that NAME_FILE names; read at each use, so that it can be renewed while the gateway runs. Undefined where it cannot be read. */
export function namedValue(name: string, environment: Environment): string | undefined {
  try {
    return givenValue(name, environment)?.value.trim();
  } catch {
    return undefined;
  }
}
