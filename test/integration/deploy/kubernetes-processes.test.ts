import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
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
import { built, deployments, environmentOf, type Manifest, variants } from './kubernetes-manifests.ts';

const skip = await unavailable('kustomize');
const root = fileURLToPath(new URL('../../../', import.meta.url));
const readers: Readonly<Record<string, Reader>> = {
  worker: 'worker',
  pool: 'worker',
  gateway: 'gateway',
  'codec-server': 'codec server',
};

const keys = `test:${randomBytes(32).toString('base64')}`;

describe('The processes of deploy/kubernetes', { skip }, () => {
  let base: string;
  let all: Manifest[];
  before(async () => {
    base = await mkdtemp(path.join(tmpdir(), 'mayday-pod-'));
    all = await built(['overlays/example'], ['components/encryption']);
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
      if (!isFolder)
        await writeFile(moved[name], /ENCRYPTION/.test(name) ? keys : 'something-secret-of-the-test');
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
      const reads = metadata.name === 'codec-server' ? [] : ['/etc/mayday/systems'];
      for (const place of ['/tmp', '/run/secrets/mayday', ...reads])
        assert.ok(mounted.includes(place), `${metadata.name}: ${place}`);
    }
  });

  test('a pod is given more time to end than its process takes', () => {
    for (const { metadata, spec } of deployments(all)) {
      const needs = /^(worker|pool)/.test(metadata.name) ? shutdownForce / 1_000 : 10;
      const { terminationGracePeriodSeconds: given } = spec.template.spec;
      assert.ok(given > needs + 5, `${metadata.name} has ${given} s and may need ${needs} s`);
    }
  });

  // There is no Temporal: whoever needs it is not ready, and is left alone all the same.
  for (const [name, port, ready] of [
    ['gateway', 'MAYDAY_GATEWAY_PORT', 503],
    ['worker', 'MAYDAY_WORKER_PORT', 503],
    ['codec-server', 'MAYDAY_CODEC_PORT', 200],
  ] as const) {
    test(`${name}: answers its pod's probes with its pod's environment`, async () => {
      const deployment = deployments(all).find(({ metadata }) => metadata.name === name);
      assert.ok(deployment);
      const [container] = deployment.spec.template.spec.containers;
      const environment = await placed(environmentOf(all, deployment));
      const listens = String(await freePort());
      const asked = async (probe: 'livenessProbe' | 'readinessProbe' | 'startupProbe') => {
        const { path: place, port: portName } = container[probe]?.httpGet ?? {};
        const listed = container.ports?.find((each) => each.name === portName);
        assert.equal(String(listed?.containerPort), environment[port]);
        return (await fetch(`http://127.0.0.1:${listens}${place}`)).status;
      };
      const running = await startProcess({
        title: `The ${name}`,
        command: process.execPath,
        args: container.command.slice(1),
        cwd: root,
        env: {
          ...environment,
          [port]: listens,
          ...(environment.MAYDAY_GATEWAY_METRICS_PORT ? { MAYDAY_GATEWAY_METRICS_PORT: '0' } : {}),
          ...(name === 'codec-server' ? {} : { TEMPORAL_ADDRESS: '127.0.0.1:1' }),
          MAYDAY_ARCHIVE_DIR: path.join(base, 'archive'),
          MAYDAY_CHANNEL_LOG: path.join(base, 'channel.jsonl'),
        },
        ready: async () => (await asked('startupProbe')) === 200,
        deadlineMs: 120_000,
      });
      try {
        assert.equal(await asked('livenessProbe'), 200);
        assert.equal(await asked('readinessProbe'), ready);
      } finally {
        await running.stop();
      }
    });
  }
});
