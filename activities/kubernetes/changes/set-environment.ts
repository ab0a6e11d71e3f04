import type { V1Container } from '@kubernetes/client-node';
import { didYouMean } from '../../../systems/nearest.ts';
import type { SetEnvironment } from '../../../workflows/contract/kubernetes-changes.ts';
import { workloadNamed } from '../existing.ts';
import { type Kind, useless, type Wanted } from './change.ts';
import { containerOf } from './containers.ts';
import { rolloutRisks } from './rollout-risks.ts';
import { mayBeSet, variablesOf } from './variables.ts';
import {
  quoted,
  sameValues,
  settingText,
  stateOf,
  type Values,
  valuesNow,
  valuesText,
  wantedValues,
} from './wanted-values.ts';
import { commandName, identity, templateHash, writeTemplate } from './workloads.ts';

/** Sets variables of a container, and leaves alone what comes from config maps and secrets. */
export const setEnvironment: Kind<SetEnvironment> = {
  absolute: true,
  async look(cluster, mitigation, wanted) {
    const { target } = mitigation;
    const workload = await workloadNamed(cluster, target);
    const { id, title, uid, version } = identity(target, workload);
    const container = containerOf(target, workload, mitigation.container);
    const values = variables(mitigation, wanted);
    const known = await mayBeSet(cluster, target, container, Object.keys(values));
    const now = valuesNow(values, variablesOf(container));
    const command = (set: Values) =>
      `kubectl set env ${commandName(target)} -c=${container.name} ${settings(set)} -n ${target.namespace}`;
    return [
      {
        id,
        title,
        state: { uid, template: templateHash(workload), ...stateOf('variable', now) },
        there: sameValues(values, now),
        preview: [command(values)],
        observed: [
          `In the container ${container.name} of ${target.name} ${valuesText(now)}.`,
          ...(wanted.back ? [] : [...meant(wanted, container), ...fewer(wanted, container)]),
          ...known,
        ].join(' '),
        predicted: `Afterwards ${valuesText(values)}.`,
        blastRadius: await rolloutRisks(cluster, target, workload),
        undo: command(now),
        inverse: now,
        done: `${settingText(values)} for ${container.name}`,
        write: ({ dryRun }) => {
          const env = Object.entries(values).map(([name, value]) =>
            value === null ? { name, $patch: 'delete' } : { name, value },
          );
          const spec = { containers: [{ name: container.name, env }] };
          return writeTemplate(cluster, target, { version, template: { spec }, dryRun });
        },
      },
    ];
  },
};

const form = /^[A-Za-z_][A-Za-z0-9_.-]{0,200}$/;

/** What the catalogue says, and what people answered; on the way back, what was before. */
function variables({ values }: SetEnvironment, wanted: Wanted): Values {
  const { parameters, back } = wanted;
  const { variable, size } = parameters;
  const given = back
    ? Object.fromEntries(Object.keys(parameters).map((name) => [name, '']))
    : { ...values, ...(typeof variable === 'string' ? { [variable.trim()]: String(size ?? '') } : {}) };
  const names = Object.keys(given);
  if (names.length === 0) throw useless('Which variables? There are none.');
  const wrong = names.find((name) => !form.test(name));
  if (wrong !== undefined) {
    throw useless(`"${wrong.slice(0, 50)}" is no name of a variable: write one like DB_POOL_SIZE.`);
  }
  return wantedValues(given, wanted);
}

/** A variable that nothing reads helps nobody. */
function meant({ parameters: { variable } }: Wanted, { env = [] }: V1Container): string[] {
  const names = env.map(({ name }) => name);
  if (typeof variable !== 'string' || names.includes(variable.trim())) return [];
  const hint = didYouMean(variable.trim(), names) || '.';
  return [
    `There was no variable ${variable.trim()}: it helps only if the program reads one of that name${hint}`,
  ];
}

/** A pool is mostly to grow. */
function fewer({ parameters: { variable, size } }: Wanted, container: V1Container): string[] {
  const there = variablesOf(container);
  const name = String(variable ?? '').trim();
  const now = Object.hasOwn(there, name) ? Number(there[name]) : Number.NaN;
  if (typeof size !== 'number' || !(now > size)) return [];
  return [`${size} is fewer than it is now.`];
}

function settings(values: Values): string {
  return Object.entries(values)
    .map(([name, value]) => (value === null ? `${name}-` : quoted(`${name}=${value}`)))
    .join(' ');
}
