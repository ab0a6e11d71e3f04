import type { V1Container } from '@kubernetes/client-node';
import type { SetResources } from '../../../workflows/contract/kubernetes-changes.ts';
import { workloadNamed } from '../existing.ts';
import { quantity } from '../quantities.ts';
import { type Kind, never, useless, type Wanted } from './change.ts';
import { containerOf } from './containers.ts';
import { rolloutRisks } from './rollout-risks.ts';
import { commandName, identity, templateHash, writeTemplate } from './workloads.ts';

const resources = ['memory', 'cpu'] as const;
type Resource = (typeof resources)[number];

/** Quantities; null = no limit. */
type Limits = { [Name in Resource]?: string | null };

/** Higher limits for a container: it only raises, up to the catalogue's ceilings, and leaves requests alone. */
export const setResources: Kind<SetResources> = {
  absolute: true,
  async look(cluster, mitigation, wanted) {
    const { target } = mitigation;
    const workload = await workloadNamed(cluster, target);
    const { id, title, uid, version } = identity(target, workload);
    const container = containerOf(target, workload, mitigation.container);
    const limits = wanted.back ? limitsBefore(wanted) : limitsFor(mitigation, wanted);
    const set = resources.filter((each) => limits[each] !== undefined);
    const now = Object.fromEntries(set.map((each) => [each, container.resources?.limits?.[each] ?? null]));
    const there = set.every((each) => same(limits[each], now[each]));
    if (!there) hold(mitigation, container, limits, wanted);
    const command = (values: Limits) =>
      `kubectl set resources ${commandName(target)} -c=${container.name} --limits=${set.map((each) => `${each}=${values[each] ?? 0}`).join(',')} -n ${target.namespace}`;
    return [
      {
        id,
        title,
        state: {
          uid,
          template: templateHash(workload),
          ...Object.fromEntries(set.map((each) => [`limit of ${each}`, now[each] ?? null])),
        },
        there,
        preview: [command(limits)],
        observed: `The container ${container.name} of ${target.name} has ${inWords(now)}.`,
        predicted: `Afterwards it has ${inWords(limits)}.`,
        blastRadius: [
          await rolloutRisks(cluster, target, workload),
          ...set
            .filter((each) => now[each] === null && !wanted.back)
            .map((each) => `Until now nothing limits its ${each}: a pod that wants more gets less.`),
          ...set
            .filter((each) => limits[each] !== null && container.resources?.requests?.[each] === undefined)
            .map((each) => `It requests no ${each}, so a node needs room for all of the limit.`),
        ].join(' '),
        undo: command(now),
        inverse: now,
        done: `${inWords(limits)} for ${container.name}`,
        write: ({ dryRun }) => {
          const spec = { containers: [{ name: container.name, resources: { limits } }] };
          return writeTemplate(cluster, target, { version, template: { spec }, dryRun });
        },
      },
    ];
  },
};

/** What the catalogue says, and what people answered. */
function limitsFor({ limits, ceilings }: SetResources, { parameters }: Wanted): Limits {
  const wanted: Limits = { ...limits };
  for (const each of resources) {
    const answer = parameters[each];
    if (answer === undefined || answer === null) continue;
    const amount = quantity(String(answer)) ?? Number.NaN;
    if (!(amount > 0)) throw useless(`${each} takes an amount, like ${each === 'cpu' ? '500m' : '2Gi'}.`);
    if (amount > (quantity(ceilings[each]) ?? 0)) {
      throw useless(
        `${each} takes at most ${ceilings[each]}, the ceiling of the catalogue (policy.ceilings.${each}): ${answer} is more.`,
      );
    }
    wanted[each] = String(answer);
  }
  if (resources.every((each) => wanted[each] === undefined)) throw useless('Which limits? There are none.');
  return wanted;
}

function limitsBefore({ parameters }: Wanted): Limits {
  const before = resources.flatMap((each) => {
    const value = parameters[each];
    if (value === undefined) return [];
    if (value !== null && !((quantity(String(value)) ?? 0) > 0)) {
      throw useless(`The limit of ${each} before is ${JSON.stringify(value)}: it takes an amount, or null.`);
    }
    return [[each, value === null ? null : String(value)]];
  });
  return Object.fromEntries(before) as Limits;
}

/** Why these limits are never set. */
function hold(
  { target }: SetResources,
  { name, resources: has }: V1Container,
  limits: Limits,
  { back }: Wanted,
) {
  for (const each of resources) {
    const limit = limits[each];
    if (limit === undefined || limit === null) continue;
    const [now, request] = [has?.limits?.[each], has?.requests?.[each]];
    const amount = quantity(limit) ?? 0;
    if (!back && now !== undefined && amount < (quantity(now) ?? 0)) {
      throw never(
        `The container ${name} of ${target.name} has a limit of ${now} of ${each}: ${limit} would lower it, and this only raises.`,
      );
    }
    if (request !== undefined && amount < (quantity(request) ?? 0)) {
      throw never(
        `The container ${name} of ${target.name} requests ${request} of ${each}: a limit of ${limit} would be below that.`,
      );
    }
  }
}

function same(wanted: string | null | undefined, now: string | null | undefined): boolean {
  if (wanted === null || now === null) return wanted === now;
  return quantity(wanted) === quantity(now);
}

/** `a limit of 2Gi of memory and no limit of cpu` */
function inWords(limits: Limits): string {
  return resources
    .filter((each) => limits[each] !== undefined)
    .map((each) => (limits[each] === null ? `no limit of ${each}` : `a limit of ${limits[each]} of ${each}`))
    .join(' and ');
}
