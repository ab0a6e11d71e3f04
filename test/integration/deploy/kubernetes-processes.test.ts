import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { freePort, startProcess } from '../../../servers/process.ts';
import { settingNamed } from '../../../settings/all.ts';
import { readEnvironment } from '../../../settings/read-environment.ts';
import type { Reader } from '../../../settings/setting.ts';
import { shutdownForce } from '../../../worker/tuning.ts';
import { unavailable } from '../../harness/servers.ts';
import { deployments, environmentOf, type Manifest, overlay, variants } from './kubernetes-manifests.ts';

const skip = await unavailable('kustomize');
const root = fileURLToPath(new URL('../../../', import.meta.url));
const readers: Readonly<Record<string, Reader>> = { worker: 'worker', pool: 'worker', gateway: 'gateway' };

describe('The processes of deploy/kubernetes', { skip }, () => {
  let base: string;
  let all: Manifest[];
  before(async () => {
    base = await mkdtemp(path.join(tmpdir(), 'mayday-pod-'));
    all = await overlay('example');
  });
  after(() => rm(base, { recursive: true }));

  /** Files and folders that the environment names, below a folder of ours; of what volumes bring there is something. */
  async function placed(environment: Record<string, string>): Promise<Record<string, string>> {
    const moved: Record<string, string> = {};
    for (const [name, value] of Object.entries(environment)) {
      if (!value.startsWith('/')) {
        moved[name] = value;
        continue;
      }
      moved[name] = path.join(base, value);
      const isFolder = settingNamed(name)?.kind === 'folder';
      await mkdir(isFolder ? moved[name] : path.dirname(moved[name]), { recursive: true });
      if (!isFolder) await writeFile(moved[name], 'something-secret-of-the-test');
    }
    return moved;
  }

  for (const [title, build] of variants) {
    test(`${title}: each variable is a setting of the process that is given it, with a value that it takes`, async () => {
      const manifests = await build();
      for (const deployment of deployments(manifests)) {
        const component = deployment.metadata.labels?.['app.kubernetes.io/component'] ?? '';
        const reader = readers[component];
        assert.ok(reader, component);
        const environment = await placed(environmentOf(manifests, deployment));
        const { wrong, remarks } = readEnvironment(environment, reader);
        assert.deepEqual([wrong, remarks], [[], []], deployment.metadata.name);
        const others = Object.keys(environment).filter((each) => {
          const plain = settingNamed(each) ? each : each.replace(/_FILE$/, '');
          return !settingNamed(plain)?.readBy.includes(reader);
        });
        // Of the catalogue of the example, and for the autoscaler.
        assert.deepEqual(
          others.filter((each) => !['SHOP_ALICE_PUBLIC_KEY', 'QUEUE'].includes(each)),
          [],
          deployment.metadata.name,
        );
      }
    });
  }

  test('their commands are files of the image, and their places are mounted', () => {
    const dockerfile = readFileSync(path.join(root, 'deploy/Dockerfile'), 'utf8');
    for (const { metadata, spec } of deployments(all)) {
      const [{ command, volumeMounts }] = spec.template.spec.containers;
      const [program, file = ''] = command;
      assert.equal(program, 'node');
      assert.deepEqual(globSync(file, { cwd: root }), [file]);
      const folder = file.split('/')[0];
      assert.match(dockerfile, new RegExp(`^COPY (?!--from)(.* )?${folder} .*`, 'm'), metadata.name);
      const mounted = volumeMounts.map(({ mountPath }) => mountPath);
      // The root file system is read-only.
      for (const place of ['/tmp', '/etc/mayday/systems', '/run/secrets/mayday'])
        assert.ok(mounted.includes(place), `${metadata.name}: ${place}`);
    }
  });

  test('a pod is given more time to end than its process takes', () => {
    for (const { metadata, spec } of deployments(all)) {
      const needs = metadata.name === 'gateway' ? 10 : shutdownForce / 1_000;
      const { terminationGracePeriodSeconds: given } = spec.template.spec;
      assert.ok(given > needs + 5, `${metadata.name} has ${given} s and may need ${needs} s`);
    }
  });

  test("the gateway answers its pod's probes with its pod's environment", async () => {
    const deployment = deployments(all).find(({ metadata }) => metadata.name === 'gateway');
    assert.ok(deployment);
    const [container] = deployment.spec.template.spec.containers;
    const environment = await placed(environmentOf(all, deployment));
    const port = String(await freePort());
    const asked = async (probe: 'livenessProbe' | 'readinessProbe' | 'startupProbe') => {
      const { path: place, port: portName } = container[probe]?.httpGet ?? {};
      const listed = container.ports?.find(({ name }) => name === portName);
      assert.equal(String(listed?.containerPort), environment.MAYDAY_GATEWAY_PORT);
      return (await fetch(`http://127.0.0.1:${port}${place}`)).status;
    };
    const gateway = await startProcess({
      title: 'The gateway',
      command: process.execPath,
      args: container.command.slice(1),
      cwd: root,
      env: { ...environment, MAYDAY_GATEWAY_PORT: port, TEMPORAL_ADDRESS: '127.0.0.1:1' },
      ready: async () => (await asked('startupProbe')) === 200,
    });
    try {
      assert.equal(await asked('livenessProbe'), 200);
      // There is no Temporal.
      assert.equal(await asked('readinessProbe'), 503);
    } finally {
      await gateway.stop();
    }
  });
});
