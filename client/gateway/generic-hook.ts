import { listed } from '../../settings/schemas.ts';
import type { Catalogue, NamedHook } from '../../systems/catalogue.ts';
import { notUnderstood } from '../alerts/alert-group.ts';
import { readGeneric } from '../alerts/generic.ts';
import { authenticator } from './authentication.ts';
import type { Arrived, Check, HookPlace, Reading } from './hooks.ts';
import { namedValue } from './named-value.ts';
import { signatureCheck } from './signature-check.ts';

interface GenericParts {
  catalogue: Pick<Catalogue, 'hooks'>;
  /** In which `${NAME}`s are looked up, or files that NAME_FILE names. */
  environment: Readonly<Record<string, string | undefined>>;
}

/** `POST|PUT /hooks/generic/:source`: senders that the catalogue describes, as it is now. */
export function genericHook({ catalogue, environment }: GenericParts): HookPlace {
  return {
    path: '/hooks/generic/:source',
    methods: ['POST', 'PUT'],
    hook(source) {
      const found = catalogue.hooks().find(({ name }) => name === source);
      if (!found) {
        const none =
          'There is no hook of that name: describe the sender under "hooks" of a system\'s file (docs/hooks.md).';
        return { none };
      }
      return { sender: source, check: checkOf(found, environment), read: (arrived) => read(found, arrived) };
    },
  };
}

/** A sentence for each sender of the catalogue whose secret the gateway does not have: all it sends is refused. */
export function hooksNotSetUp({ catalogue, environment }: GenericParts): string[] {
  return catalogue.hooks().flatMap(({ name, entry }) => {
    const variable = variableOf(entry);
    const secrets = listed(namedValue(variable, environment) ?? '');
    return secrets.length > 0 ? [] : [`The hook ${name} is not set up: the gateway has no ${variable}.`];
  });
}

function variableOf({ secret, bearer }: NamedHook['entry']): string {
  return (secret ?? bearer ?? '').slice(2, -1);
}

function checkOf({ name, entry }: NamedHook, environment: GenericParts['environment']): Check {
  const variable = variableOf(entry);
  const secrets = listed(namedValue(variable, environment) ?? '');
  if (secrets.length === 0) {
    const says = `The hook ${name} is not set up: the gateway has no ${variable}.`;
    return { headers: () => says };
  }
  if (entry.signature) return signatureCheck({ ...entry.signature, secrets, secretOf: variable });
  const authentic = authenticator({ bearer: secrets });
  const says = `The token is wrong or missing: let the sender show that of ${variable} as "Authorization: Bearer …".`;
  return { headers: ({ authorization }) => (authentic(authorization) ? undefined : says) };
}

function read(hook: NamedHook, { body, at }: Arrived): Reading {
  const text = body.toString('utf8');
  const now = new Date(at);
  const { groups, wrong } = readGeneric(text, hook, now);
  const because = wrong.slice(0, 3).join(' ');
  if (groups.length === 0) return { notUnderstood: because };
  return { alerts: wrong.length === 0 ? groups : [...groups, notUnderstood(hook.name, because, text, now)] };
}
