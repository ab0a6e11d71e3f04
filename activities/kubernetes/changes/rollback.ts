import { ApplicationFailure } from '@temporalio/common';
import { retryable } from '../../../workflows/contract/failures.ts';
import type { RollBack } from '../../../workflows/contract/kubernetes-changes.ts';
import { durationInWords } from '../../amounts.ts';
import { type Workload, workloadNamed } from '../existing.ts';
import { type Revision, revisionsOf } from '../revisions.ts';
import { type Kind, never, useless, type Wanted } from './change.ts';
import { rolloutRisks } from './rollout-risks.ts';
import { isTemplateOf, templateOfRevision, writeWholeTemplate } from './templates.ts';
import { commandName, identity, templateHash } from './workloads.ts';

/** Back to the revision before a recent deploy, by its name: never flips forward again, whoever asks twice. */
export const rollback: Kind<RollBack> = {
  absolute: false,
  async look(cluster, mitigation, wanted) {
    const { target } = mitigation;
    const workload = await workloadNamed(cluster, target);
    const { id, title, uid, version } = identity(target, workload);
    const revisions = await revisionsOf(cluster, target, workload);
    const [newest] = revisions;
    if (!newest)
      throw never(`The history of ${target.name} keeps no revision: there is nothing to go back to.`);
    const planned = wanted.planned?.find((each) => each.id === id)?.state.to;
    const to =
      planned === undefined
        ? goal(mitigation, workload, revisions, wanted)
        : revisions.find(({ name }) => name === planned);
    const state = { uid, revision: newest.number, template: templateHash(workload), to: to?.name ?? null };
    const now = Date.now();
    const undo = (revision: Revision) =>
      `kubectl rollout undo ${commandName(target)} --to-revision=${revision.number} -n ${target.namespace}`;
    const since = wanted.back && deployOf(revisions)?.name !== wanted.parameters.since;
    return [
      {
        id,
        title,
        state,
        there: to !== undefined && isTemplateOf(to, workload),
        preview: to ? [undo(to)] : [],
        observed: `${target.name} runs ${described(newest, revisions, now)}.`,
        predicted: to ? `It goes back to ${described(to, revisions, now)}.${waits(target)}` : '',
        blastRadius: await rolloutRisks(cluster, target, workload),
        undo: undo(newest),
        ...(to ? { inverse: { revision: newest.name, since: to.name } } : {}),
        ...(since ? { changedSince: true } : {}),
        done: `it goes back to ${to?.images.join(', ')} (${to?.name})`,
        write: async ({ dryRun }) => {
          const given = await templateOfRevision(cluster, target, to?.name ?? '');
          return writeWholeTemplate(cluster, target, { ...given, workload, version, dryRun });
        },
      },
    ];
  },
};

/** The revision to go back to, when a plan is made. */
function goal(
  { target, ifNewerThan }: RollBack,
  workload: Workload,
  revisions: readonly Revision[],
  { parameters, back }: Wanted,
): Revision {
  const { name } = target;
  if (back) {
    const { revision } = parameters;
    if (typeof revision !== 'string') throw useless(`The revision before is not known: it takes its name.`);
    const before = revisions.find((each) => each.name === revision);
    if (before) return before;
    throw never(`The revision ${revision} of ${name} is gone: its history does not keep it any more.`);
  }
  if ((workload.status?.observedGeneration ?? 0) < (workload.metadata?.generation ?? 0)) {
    const message = `The last change of ${name} is not taken up yet, so its revisions are not known.`;
    throw ApplicationFailure.create({ message, type: retryable.conflict, nonRetryable: false });
  }
  const deploy = deployOf(revisions);
  const before = deploy && revisions[revisions.indexOf(deploy) + 1];
  if (!before) {
    throw never(
      `The history of ${name} keeps no revision before ${deploy?.number}: there is nothing to go back to.`,
    );
  }
  if (deploy.cameBack) {
    throw never(
      `Revision ${deploy.number} of ${name} (${deploy.images.join(', ')}) was there before and was brought back: to go back once more would lead forward again, to revision ${before.number} (${before.images.join(', ')}). If that is what is meant, do it by hand.`,
    );
  }
  const age = Date.now() - deploy.at;
  if (age <= ifNewerThan) return before;
  throw never(
    `Revision ${deploy.number} of ${name} is ${durationInWords(age)} old: only one newer than ${durationInWords(ifNewerThan)} is rolled back, since an older one is hardly to blame.`,
  );
}

/** Its controller replaces no pod while another one is not ready, not even that of a revision which is given up. */
function waits({ kind, name }: RollBack['target']): string {
  return kind === 'statefulSet'
    ? ` A pod of ${name} that does not get ready has to be deleted: the stateful set waits for it.`
    : '';
}

/** The newest revision that is more than a restart. */
function deployOf(revisions: readonly Revision[]): Revision | undefined {
  return revisions.find(({ change }) => change !== 'restart');
}

/** `revision 8, 7 min old, shop/backend:2` */
function described(
  { number, at, images, cause, change, name }: Revision,
  all: readonly Revision[],
  now: number,
): string {
  const deploy = deployOf(all.slice(all.findIndex((each) => each.name === name)));
  return [
    `revision ${number}`,
    `${durationInWords(Math.max(0, now - at))} old`,
    images.join(', '),
    ...(change === 'restart' && deploy ? [`a restart of revision ${deploy.number}`] : []),
    ...(cause ? [`"${cause.slice(0, 120)}"`] : []),
  ].join(', ');
}
