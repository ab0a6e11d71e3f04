import assert from 'node:assert/strict';
import { story } from '../harness/story.ts';

const withPrograms = (file: string) =>
  file
    .replace(
      'targets:\n',
      `targets:
  backend:
    kind: deployment
    namespace: shop
    name: backend
    metrics: { port: 8000, series: [http_requests_total] }
`,
    )
    .replace(
      'mitigations:\n',
      `inPod:
  disks: { title: How full the disks are, target: backend, command: [df, -h] }
  processes: { title: What runs, target: backend, command: [ps, aux] }

mitigations:
`,
    )
    .replace(
      'runbooks:\n',
      'runbooks:\n  diskSpace: { title: Disk usage, severity: P2, inPod: [disks], podMetrics: [backend] }\n',
    );

story(
  'a runbook asks the programs and the metrics that its part of the file lists, and no others',
  async (stage) => {
    stage.world.idle.clear();
    const incident = await stage.alert({}, 'diskSpace');
    await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    const [checked] = await incident.facts('checked');
    assert.deepEqual(
      checked?.findings.map(({ check, verdict }) => [check, verdict]),
      [
        ['volume claims', 'well'],
        ['health', 'well'],
        ['disks in backend', 'well'],
        ['metrics of backend', 'well'],
      ],
    );
    await incident.resolve('alice', 'fixed', 'cleaned up');
    assert.equal((await incident.result()).phase, 'resolved');
  },
  { edit: withPrograms },
);
