import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '../../../workflows/contract/findings.ts';
import type { KubernetesScope, WorkloadTarget } from '../../../workflows/contract/kubernetes.ts';
import type { SystemProfile } from '../../../workflows/contract/profile.ts';
import { symptomsOf } from '../../../workflows/diagnosis/symptoms.ts';
import { worthRestarting } from '../../../workflows/diagnosis/worth-restarting.ts';

const workload = (id: string, dataStore = false): WorkloadTarget => ({
  id,
  kind: 'deployment',
  namespace: 'shop',
  name: id,
  containers: [],
  dataStore,
});

const scope: KubernetesScope = {
  namespaces: ['shop'],
  workloads: [workload('backend'), workload('frontend'), workload('database', true)],
  entrances: [],
  recentDeploy: 3_600_000,
  recentErrors: 3_600_000,
  usedWarnAt: { memory: 80, cpu: 90 },
};

const profile = { kubernetes: [scope] } as SystemProfile;

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

function found(rows: Record<string, Finding['evidence']>): Record<string, Finding> {
  return Object.fromEntries(
    Object.entries(rows).map(([check, evidence]) => [check, { check, verdict: 'sick', says: '', evidence }]),
  );
}

const nothing = { deployed: [], failing: [], shortOfMemory: [], shortOfCpu: [], erring: [], slow: [] };

const healthy: Finding = { check: 'health', verdict: 'well', says: '' };
const silent: Finding = { check: 'health', verdict: 'sick', says: '' };

test('a deploy is an image or settings that are young enough; a restart and the first are none', () => {
  const rollouts = [
    { workload: 'backend', change: 'restart', at: ago(1) },
    { workload: 'backend', change: 'settings', at: ago(50) },
    { workload: 'frontend', change: 'image', at: ago(70) },
    { workload: 'database', change: 'first', at: ago(2) },
  ];
  assert.deepEqual(symptomsOf(profile, found({ rollouts })), { ...nothing, deployed: ['backend'] });
});

test('killed for memory comes before near the limit, which the file tells; neither is a reason for a new start', () => {
  const pods = [{ workload: 'frontend', reason: 'OOMKilled' }];
  const memory = [
    { workload: 'backend', memoryPercent: 80 },
    { workload: 'database', memoryPercent: 79 },
    { workload: null, memoryPercent: 99 },
  ];
  const symptoms = symptomsOf(profile, found({ pods, memory }));
  assert.deepEqual(symptoms, { ...nothing, shortOfMemory: ['frontend', 'backend'] });
  assert.deepEqual(worthRestarting(profile, symptoms, silent), []);
});

test('an autoscaler at its limit is short of CPU, one that does not know what to do is not', () => {
  const autoscalers = [
    { workload: 'backend', replicas: 5, most: 5, trouble: 'wants more than its limit of 5' },
    { workload: 'frontend', replicas: 2, most: 5, trouble: 'does not know what to do' },
    { workload: 'database', replicas: 5, most: 5, trouble: null },
  ];
  assert.deepEqual(symptomsOf(profile, found({ autoscalers })), { ...nothing, shortOfCpu: ['backend'] });
});

test('what is well tells nothing, however hot its rows are', () => {
  const memory: Finding = {
    check: 'memory',
    verdict: 'well',
    says: '',
    evidence: [{ workload: 'backend', memoryPercent: 99 }],
  };
  assert.deepEqual(symptomsOf(profile, { memory }), nothing);
});

test('without a deploy, what fails or logs errors is worth a new start; with one, what fails and was not deployed', () => {
  const symptoms = { ...nothing, failing: ['backend'], erring: ['frontend'] };
  assert.deepEqual(worthRestarting(profile, symptoms, healthy), ['backend', 'frontend']);
  assert.deepEqual(worthRestarting(profile, { ...symptoms, deployed: ['backend'] }, silent), []);
  assert.deepEqual(worthRestarting(profile, { ...symptoms, deployed: ['frontend'] }, silent), ['backend']);
});

test('where nothing explains why the service does not answer, all that holds no data is worth a new start', () => {
  assert.deepEqual(worthRestarting(profile, nothing, silent), ['backend', 'frontend']);
  assert.deepEqual(worthRestarting(profile, nothing, healthy), []);
  assert.deepEqual(worthRestarting(profile, { ...nothing, shortOfCpu: ['backend'] }, silent), []);
});

test('a service that answers too often with 5xx errs, if the catalogue calls a workload so', () => {
  const ratio = [
    { service: 'backend', errorPercent: 9, bad: 'errors' },
    { service: 'frontend', errorPercent: 1, bad: null },
  ];
  assert.deepEqual(symptomsOf(profile, found({ 'error ratio': ratio })), { ...nothing, erring: ['backend'] });
  const latency = [{ service: 'frontend', p95Ms: 3_000, bad: 'slow' }];
  assert.deepEqual(symptomsOf(profile, found({ latency })), { ...nothing, slow: ['frontend'] });
});

test('where no workload is called like the service, those with error lines err, else all that hold no data', () => {
  const ratio = [{ service: 'page-0', errorPercent: 9, bad: 'errors' }];
  const logs = { 'logs of frontend': [{ count: 3 }] };
  assert.deepEqual(symptomsOf(profile, found({ 'error ratio': ratio, ...logs })).erring, ['frontend']);
  assert.deepEqual(symptomsOf(profile, found({ 'error ratio': ratio })).erring, ['backend', 'frontend']);
  const well: Finding = { check: 'error ratio', verdict: 'well', says: '', evidence: ratio };
  assert.deepEqual(symptomsOf(profile, { 'error ratio': well }), nothing);
});
