import { ApplicationFailure } from '@temporalio/common';
import type { Resolve } from '../activities/dependencies.ts';
import { givenValue } from '../settings/given-value.ts';
import type { Secrets } from '../settings/secrets.ts';
import type { Environment } from '../settings/setting.ts';
import { final } from '../workflows/contract/failures.ts';

/** `${NAME}` → the variable of that name, or the content of the file that `NAME_FILE` names as it is at that moment. */
export function resolveFrom(environment: Environment, secrets: Secrets): Resolve {
  return (reference) =>
    reference.replaceAll(/\$\{([^}]*)\}?/g, (written, name: string) => {
      if (!written.endsWith('}') || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
        throw refusal(`"${written}" names no variable; write it like \${NAME}`);
      }
      const value = valueNow(name, environment);
      if (value === undefined) {
        throw refusal(`${name} is not set in the worker's environment, nor is ${name}_FILE`);
      }
      secrets.learn(name, value);
      return value;
    });
}

function valueNow(name: string, environment: Environment): string | undefined {
  try {
    return givenValue(name, environment)?.value;
  } catch (error) {
    throw refusal((error as Error).message);
  }
}

function refusal(message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, final.invalidInput);
}
