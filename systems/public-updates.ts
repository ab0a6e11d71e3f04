import { severities } from '../workflows/contract/profile.ts';
import type { PublicUpdates } from '../workflows/contract/public-updates.ts';
import { type PublicStatus, publicStatuses } from '../workflows/contract/status-page.ts';
import { policyOf } from './policy.ts';
import type { SystemFile } from './schema.ts';

const defaultHeading = 'Trouble with {{ system }}';

const defaultTexts: Record<PublicStatus, string> = {
  investigating: 'We have reports of trouble with {{ system }} and are looking into it.',
  identified: 'We are working on the trouble with {{ system }}.',
  monitoring: '{{ system }} is well again. We go on watching it.',
  resolved: 'The trouble with {{ system }} is over.',
};

/** How the public is told of the incidents of a system; nothing where its file does not ask for it. */
export function publicUpdatesProfile(
  system: SystemFile,
  assume: (says: string) => void,
): { publicUpdates?: PublicUpdates } {
  const { publicUpdates: given, targets, severities: terms, roles } = system;
  if (!given) return {};
  const target = targets[given.target];
  if (target?.kind !== 'statusPage')
    throw new Error(`The target ${given.target} passed the checks, but is no status page`);
  const { kind, url, page, bearer } = target;
  const { tellerRoles, publicUpdates: by } = policyOf(system);
  const publicAt = severities.filter((severity) => terms[severity]?.public);
  const silent = publicStatuses.filter((status) => given.texts[status] === undefined);
  if (silent.length > 0 || given.heading === undefined) {
    const what = [...(given.heading === undefined ? ['the heading'] : []), ...silent];
    assume(`publicUpdates: the file words no text for ${what.join(', ')}, so Mayday's own`);
  }
  if (system.policy.publicUpdates === undefined) {
    assume(
      'publicUpdates: the file does not say otherwise, so the commander is asked before the public is told',
    );
  }
  if (publicAt.length === 0) assume('publicUpdates: the file calls no severity public, so nobody is told');
  return {
    publicUpdates: {
      target: { id: given.target, kind, url, ...(page === undefined ? {} : { page }), bearer },
      heading: given.heading ?? defaultHeading,
      texts: { ...defaultTexts, ...given.texts } as Record<PublicStatus, string>,
      publicAt,
      impact: given.impact ?? {},
      components: given.components ?? {},
      by,
      approvers: [...new Set(tellerRoles.flatMap((role) => roles[role] ?? []))],
    },
  };
}
