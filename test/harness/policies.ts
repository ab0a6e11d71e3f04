import type { Policy } from '../../systems/catalogue.ts';
import { policyOf } from '../../systems/policy.ts';
import type { SystemFile } from '../../systems/schema.ts';

/** The policy of a file that says this under `policy`, and nothing else that matters to it. */
export function policyWith(policy: SystemFile['policy']): Policy {
  return policyOf({ policy, ladder: {}, severities: {} } as SystemFile);
}

/** Changes the demo's file: other words for keys of its policy, and what is destructive instead of disruptive. */
export function withPolicy(policy: Record<string, string>, destructive = false): (file: string) => string {
  return (file) => {
    let changed = destructive ? file.replaceAll('risk: disruptive', 'risk: destructive') : file;
    for (const [key, value] of Object.entries(policy)) {
      const line = new RegExp(`^ {2}${key}: .*$`, 'm');
      if (!line.test(changed)) throw new Error(`the demo has no policy.${key}`);
      changed = changed.replace(line, `  ${key}: ${value}`);
    }
    return changed;
  };
}
