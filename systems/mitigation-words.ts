import { durationText } from './duration.ts';
import type { MitigationEntry, SingleEntry } from './entries/mitigations.ts';
import { oneOf } from './nearest.ts';
import type { SystemFile } from './schema.ts';

/** What a mitigation does, with its numbers. */
export function doing(entry: MitigationEntry, { scripts, targets }: SystemFile): string {
  switch (entry.action) {
    case 'postgres.terminateSessions': {
      const { state, longerThan, atMost } = entry.sessions;
      return `ends at most ${atMost} sessions that are ${state} for longer than ${durationText(longerThan)}`;
    }
    case 'postgres.limitConnections': {
      const { min = 1, max } = entry.asks.limit;
      return `gives the role ${entry.role} as many connections as a person says, ${max ? `${min} to ${max}` : `at least ${min}`}`;
    }
    case 'postgres.setMaxConnections':
      return `max_connections = ${entry.value}, and a restart of ${entry.restarts ?? 'the server by hand'}`;
    case 'postgres.restore':
      return `restores a backup (${called(entry.script, scripts)})`;
    case 'kubernetes.restart':
      return `restarts all pods${whose(entry.targets, targets)}`;
    case 'kubernetes.restartPod':
      return 'ends one pod, which starts anew';
    case 'kubernetes.scale':
      return `scales to ${entry.replicas} ${entry.replicas === 1 ? 'replica' : 'replicas'}`;
    case 'kubernetes.rollback':
      return `back to the revision before, only if the newest is younger than ${durationText(entry.ifNewerThan ?? 3_600_000)}`;
    case 'kubernetes.setResources':
      return `limits ${pairs(entry.limits)}${entry.container ? ` of ${entry.container}` : ''}, and so a rollout`;
    case 'kubernetes.setEnvironment':
      return `sets ${pairs(entry.values)}, and so a rollout`;
    case 'kubernetes.patchConfigMap':
      return `sets ${pairs(entry.values)}${entry.restarts ? `, and a restart of ${entry.restarts.join(', ')}` : ''}`;
    case 'kubernetes.patchSelector':
      return `sends traffic only to pods with ${pairs(entry.values)}`;
    case 'kubernetes.annotateIngress':
      return `annotates ${pairs(entry.values)}`;
    case 'kubernetes.applyManifest':
      return `applies ${entry.file}`;
    case 'kubernetes.expandVolume':
      return `asks for a larger volume`;
    case 'certificates.renew':
      return 'has the certificate issued again';
    case 'redis.flush':
      return 'empties the one database of its URL, only where the target is `cacheOnly`';
    case 'statusPage.publish':
      return `tells the public "${entry.heading}: ${entry.status}"`;
    case 'x.post':
      return 'posts on X, 280 characters at most';
    case 'mail.users':
      return `mails ${entry.target} "${entry.subject}"`;
    case 'script.run':
      return called(entry.script, scripts);
    case 'files.deleteOld':
      return `deletes ${entry.pattern} older than ${durationText(entry.olderThan)} below ${entry.roots.join(', ')}`;
    case 'containers.pruneImages':
      return 'deletes images without a name that no container uses';
    case 'bundle':
      return `as one plan, in this order: ${entry.of.join(', ')}`;
  }
}

/** What a mitigation works on, by name or in words. */
export function targetsOf(entry: MitigationEntry): { names: string[] } | { words: string } {
  if ('of' in entry) return { words: 'what its parts change' };
  if ('targets' in entry) return { names: entry.targets };
  if ('target' in entry) return { names: [entry.target] };
  return { words: 'script' in entry ? 'what the script touches' : 'the nodes' };
}

const never = 'cannot be taken back';

/** How each action is taken back. */
const undoes: Record<SingleEntry['action'], string> = {
  'postgres.terminateSessions': never,
  'postgres.limitConnections': 'the limit that was before',
  'postgres.setMaxConnections': 'the number that was before, with another restart',
  'postgres.restore': `${never}; a dump is made first`,
  'kubernetes.restart': never,
  'kubernetes.restartPod': never,
  'kubernetes.scale': 'as many replicas as before',
  'kubernetes.rollback': 'the revision that was before',
  'kubernetes.setResources': 'the limits that were before, with another rollout',
  'kubernetes.setEnvironment': 'the values that were before, with another rollout',
  'kubernetes.patchConfigMap': 'the values that were before, with another restart',
  'kubernetes.patchSelector': 'the selector that was before',
  'kubernetes.annotateIngress': 'the annotation that was before',
  'kubernetes.applyManifest': never,
  'kubernetes.expandVolume': never,
  'certificates.renew': never,
  'redis.flush': never,
  'statusPage.publish': never,
  'x.post': never,
  'mail.users': never,
  'script.run': never,
  'files.deleteOld': never,
  'containers.pruneImages': never,
};

export function undoOf(entry: MitigationEntry, system: SystemFile): string {
  if (entry.action === 'bundle') {
    const parts = entry.of.flatMap((name) => system.mitigations[name] ?? []);
    const own = [...new Set(parts.map((part) => undoOf(part, system)))];
    return own.every((undo) => undo.startsWith(never)) ? own.join('; ') : `in reverse: ${own.join('; ')}`;
  }
  const undo = undoes[entry.action];
  if (undo.startsWith(never)) return undo;
  const { temporary = ['postgres.limitConnections', 'postgres.setMaxConnections'].includes(entry.action) } =
    entry as { temporary?: boolean };
  return temporary ? `${undo}; offered at the end` : undo;
}

/** Who must approve it. */
export function approvalOf(entry: MitigationEntry, approverRoles: readonly string[]): string {
  const whom = oneOf(approverRoles) || 'nobody is named';
  return entry.risk === 'destructive' ? `two of ${whom}` : `one of ${whom}`;
}

function whose(names: readonly string[], targets: SystemFile['targets']): string {
  const restarted = names.map((name) => targets[name]);
  if (restarted.some((target) => target?.kind === 'namespace')) return ', but not those of data stores';
  return restarted.some((target) => target && 'dataStore' in target && target.dataStore)
    ? ' of a data store'
    : '';
}

function called(name: string, scripts: SystemFile['scripts']): string {
  const script = scripts[name];
  if (!script) return name;
  const words = script.arguments.map((word) =>
    typeof word === 'string' ? word : `{${durationText(word.ago)} ago, as ${word.format}}`,
  );
  return [script.run, ...words].join(' ');
}

function pairs(values: Record<string, string | undefined> | undefined): string {
  const given = Object.entries(values ?? {}).map(([key, value]) => `${key} = ${value}`);
  return given.join(', ') || 'what a person says';
}
