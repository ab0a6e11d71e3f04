import { ApplicationFailure } from '@temporalio/common';
import { backupsBy } from '../../../activities/backups/backups.ts';
import { kubernetesClusters } from '../../../activities/kubernetes/clusters.ts';
import type { OwnWorkload } from '../../../activities/kubernetes/own-workloads.ts';
import type { Access } from '../../../activities/mitigations/actions.ts';
import { applyPlan } from '../../../activities/mitigations/apply-plan.ts';
import { comparePlan } from '../../../activities/mitigations/compare-plan.ts';
import { planMitigation } from '../../../activities/mitigations/plan-mitigation.ts';
import { rehearsePlan } from '../../../activities/mitigations/rehearse-plan.ts';
import { postgresSessions } from '../../../activities/postgres/sessions.ts';
import { redisConnections } from '../../../activities/redis/connections.ts';
import { catalogueScripts } from '../../../activities/scripts/scripts.ts';
import { statusPages } from '../../../activities/status-page/pages.ts';
import type { KubernetesMitigation } from '../../../workflows/contract/kubernetes-changes.ts';
import type { MitigationTerms } from '../../../workflows/contract/mitigations.ts';
import type { Applied, Plan, PlanParameters, Proposal } from '../../../workflows/contract/plans.ts';
import type { Rehearsed } from '../../../workflows/contract/rehearsals.ts';
import { type ApplyOrder, deps, order } from '../postgres/approval.ts';
import { attempt } from '../postgres/world.ts';
import type { World } from './world.ts';

/** Plans and applies mitigations as the workflow has them planned and applied, approved by alice. */
export class Changes {
  private readonly access: Access;
  private readonly world: World;

  /** `manifests` = the worker's folder of files that may be applied. */
  constructor(world: World, manifests?: string, ownWorkloads: OwnWorkload[] = []) {
    this.world = world;
    const { resolve } = world;
    const kubernetes = kubernetesClusters({ resolve, ownWorkloads, ...(manifests ? { manifests } : {}) });
    this.access = {
      kubernetes,
      resolve,
      machine: { root: '', own: [] },
      postgres: postgresSessions(resolve),
      redis: redisConnections(resolve),
      scripts: catalogueScripts(resolve, kubernetes),
      statusPages: statusPages(resolve),
      backups: backupsBy(resolve, catalogueScripts(resolve, kubernetes)),
    };
  }

  plan(mitigation: KubernetesMitigation, parameters?: PlanParameters): Promise<Proposal | null> {
    return attempt().run(planMitigation(this.access), { mitigation: this.at(mitigation), parameters });
  }

  /** What takes a plan back; `set` are its parameters. */
  planUndo(mitigation: KubernetesMitigation, { inverse }: Proposal, set: PlanParameters = {}) {
    const before = { plan: 1, parameters: set };
    const question = { mitigation: this.at(mitigation), parameters: inverse, before };
    return attempt().run(planMitigation(this.access), question);
  }

  /** An approved order of a plan; `undoes` another one. */
  order(
    mitigation: KubernetesMitigation,
    proposal: Proposal | null,
    parameters?: PlanParameters,
    undoes?: number,
  ): ApplyOrder {
    if (!proposal) throw new Error('there is nothing to change');
    const given = order(this.at(mitigation), proposal, {}, parameters);
    return { ...given, plan: { ...given.plan, undoes } };
  }

  /** `number` = which attempt it is, `done` = the targets that one before it is known to have changed. */
  apply(
    given: ApplyOrder,
    { number = 1, done = [] }: { number?: number; done?: string[] } = {},
  ): Promise<Applied> {
    return attempt({ number, details: { done } }).run(applyPlan(deps, this.access), given);
  }

  compare(mitigation: KubernetesMitigation, plan: Plan): Promise<string[]> {
    return attempt().run(comparePlan(this.access), { mitigation: this.at(mitigation), plan });
  }

  rehearse(mitigation: KubernetesMitigation, plan: Plan): Promise<Rehearsed> {
    return attempt().run(rehearsePlan(this.access), { mitigation: this.at(mitigation), plan });
  }

  /** The message with which a plan is refused. */
  async refusal(mitigation: KubernetesMitigation, parameters?: PlanParameters): Promise<string> {
    try {
      await this.plan(mitigation, parameters);
    } catch (error) {
      if (error instanceof ApplicationFailure) return error.message;
      throw error;
    }
    throw new Error('it was planned');
  }

  /** In the cluster of the test, unless it names one. */
  private at<M extends KubernetesMitigation>(mitigation: M): M {
    return { cluster: this.world.cluster, ...mitigation };
  }
}

/** What every mitigation has, whatever it does. */
export const terms: Omit<MitigationTerms, 'name'> = {
  title: 'A change',
  risk: 'disruptive',
  asks: [],
  temporary: false,
};
