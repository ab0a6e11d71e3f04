import { alertmanagerRecipe } from '../../servers/alertmanager.ts';
import { certManagerRecipe } from '../../servers/cert-manager.ts';
import { chromiumRecipe } from '../../servers/chromium.ts';
import { findOnce, type Recipe, ServerMissing } from '../../servers/find.ts';
import { kafkaRecipe } from '../../servers/kafka.ts';
import { kedaRecipe } from '../../servers/keda.ts';
import { kubernetesRecipes } from '../../servers/kubernetes-programs.ts';
import { kustomizeRecipe } from '../../servers/kustomize.ts';
import { metricsServerRecipe } from '../../servers/metrics-server.ts';
import { opensearchRecipe } from '../../servers/opensearch.ts';
import { podmanRecipe } from '../../servers/podman.ts';
import { postgresRecipe } from '../../servers/postgres.ts';
import { prometheusRecipe } from '../../servers/prometheus.ts';
import { promtoolRecipe } from '../../servers/promtool.ts';
import { temporalRecipe } from '../../servers/temporal.ts';
import { timeSkippingRecipe } from '../../servers/time-skipping.ts';
import { valkeyRecipe } from '../../servers/valkey.ts';

/** The servers that tests ask for, by the word they use. */
export const recipes = {
  temporal: temporalRecipe,
  'time-skipping': timeSkippingRecipe,
  postgres: postgresRecipe,
  'cert-manager': certManagerRecipe,
  ...kubernetesRecipes,
  'metrics-server': metricsServerRecipe,
  kustomize: kustomizeRecipe,
  keda: kedaRecipe,
  podman: podmanRecipe,
  prometheus: prometheusRecipe,
  promtool: promtoolRecipe,
  alertmanager: alertmanagerRecipe,
  valkey: valkeyRecipe,
  kafka: kafkaRecipe,
  opensearch: opensearchRecipe,
  browser: chromiumRecipe,
} as const satisfies Readonly<Record<string, Recipe>>;

export type ServerKind = keyof typeof recipes;

/** What `startKubernetes` starts. */
export const controlPlane = Object.keys(kubernetesRecipes) as ServerKind[];

/** False if all these servers can be had, else why not and what to do; made for a test's `skip` option. */
export async function unavailable(...kinds: readonly ServerKind[]): Promise<false | string> {
  const reasons: string[] = [];
  for (const kind of kinds) {
    try {
      await findOnce(recipes[kind]);
    } catch (error) {
      if (!(error instanceof ServerMissing)) throw error;
      reasons.push(error.message);
    }
  }
  return reasons.length > 0 && reasons.join(' ');
}

/** Like unavailable, but also a reason where a person gave an address: these tests kill servers or tune them. */
export async function notOurOwn(kind: ServerKind): Promise<false | string> {
  const reason = await unavailable(kind);
  if (reason) return reason;
  const { addressVariable }: Recipe = recipes[kind];
  const found = await findOnce(recipes[kind]);
  return found.kind === 'address' && `this test starts a server of its own: unset ${addressVariable}`;
}

/** Why the whole stack cannot be started, or false. */
export async function stackUnavailable(): Promise<false | string> {
  return (await notOurOwn('temporal')) || (await notOurOwn('postgres'));
}
