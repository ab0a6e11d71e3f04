import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fact } from '../../../workflows/contract/timeline.ts';
import { sayWhatChangedBefore } from '../../../workflows/diagnosis/deploy-and-errors.ts';
import type { Incident } from '../../../workflows/incident/incident.ts';

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

function incident(firing: Record<string, string>) {
  const timeline: { fact: Fact }[] = [];
  const scope = { namespaces: [], workloads: [], entrances: [], recentDeploy: 3_600_000, recentErrors: 0 };
  const open = {
    profile: { kubernetes: [scope] },
    state: { firing },
    openedAt: minutesAgo(4),
    timeline,
    announce: (fact: Fact) => timeline.push({ fact }),
  };
  const said = () => timeline.flatMap(({ fact }) => (fact.kind === 'noted' ? [fact.text] : []));
  return { open: open as unknown as Incident, said };
}

const rollouts = (minutes: number) => ({
  rollouts: {
    check: 'rollouts',
    verdict: 'sick' as const,
    says: '',
    evidence: [
      {
        workload: 'backend',
        revision: 8,
        change: 'image',
        at: minutesAgo(minutes),
        images: 'shop/backend:2',
        cause: null,
      },
    ],
  },
});

test('what was rolled out before the first alert is said once, with how long before', () => {
  const { open, said } = incident({ late: minutesAgo(1), first: minutesAgo(5) });
  sayWhatChangedBefore(open, rollouts(9));
  const [text] = said();
  assert.equal(
    text,
    'Revision 8 of backend (shop/backend:2) was rolled out 4 min before the alert began: see rollouts',
  );
});

test('without an alert it counts from the opening; what came after the trouble explains nothing', () => {
  const { open, said } = incident({});
  sayWhatChangedBefore(open, rollouts(5));
  assert.match(said()[0] ?? '', / 60 s before the incident was opened: /);
  const later = incident({ first: minutesAgo(5) });
  sayWhatChangedBefore(later.open, rollouts(3));
  assert.deepEqual(later.said(), []);
});

test('an edit of a config map and the last commit before the trouble are said with how long before', () => {
  const { open, said } = incident({ first: minutesAgo(5) });
  const edit = { configMap: 'settings', by: 'kubectl-edit', keys: 'POOL', recent: 'yes' };
  const commit = { by: 'Ana', says: 'Faster login', recent: 'yes' };
  sayWhatChangedBefore(open, {
    'config maps': {
      check: 'config maps',
      verdict: 'sick',
      says: '',
      evidence: [
        { ...edit, at: minutesAgo(2) },
        { ...edit, at: minutesAgo(11) },
        { ...edit, at: minutesAgo(900), recent: 'no' },
      ],
    },
    commits: {
      check: 'commits',
      verdict: 'well',
      says: '',
      evidence: [
        { ...commit, commit: 'bbbbbbb', at: minutesAgo(1) },
        { ...commit, commit: 'aaaaaaa', at: minutesAgo(20) },
        { ...commit, commit: '9999999', at: minutesAgo(30) },
      ],
    },
  });
  assert.deepEqual(said(), [
    'Config map settings (POOL) was changed by kubectl-edit 6 min before the alert began: see config maps',
    'Commit aaaaaaa by Ana ("Faster login") was made 15 min before the alert began: see commits',
  ]);
});
