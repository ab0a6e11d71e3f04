import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { access, glob, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { foundVariable, readServersConfig } from '../servers/config.ts';
import { find, type Outcome, ServerMissing } from '../servers/find.ts';
import { bundleVariable } from './harness/bundle.ts';
import { countLines, readResults, worthAnotherTry } from './harness/once-more.ts';
import type { FileResult } from './harness/results-by-file.ts';
import { controlPlane, recipes, type ServerKind } from './harness/servers.ts';
import { long } from './long.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
// A step in the foreground gets Ctrl-C too: its end comes before ours.
let foreground = false;
let interrupted = false;
process.on('SIGINT', () => {
  interrupted = true;
  if (!foreground) process.exit(130);
});

const colours = process.stdout.isTTY === true;
const options = process.argv.slice(2).filter((argument) => argument.startsWith('-') && argument !== '--long');
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const withLong = process.argv.includes('--long') || wanted.length > 0;

const failed: string[] = [];
await step('format and lint (biome ci)', 'biome', ['ci', `--colors=${colours ? 'force' : 'off'}`, '.']);
await step('types (tsc)', 'tsc', ['--pretty', String(colours)]);

const files = await testFiles();
const found = await findServers(files);
const scratch = await mkdtemp(path.join(tmpdir(), 'mayday-test-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
const bundle = await prebuiltBundle(files);
console.log(`\n▶ tests: ${files.length} files`);
if (!withLong) console.log(`  and ${long.length} long ones, which "npm test -- --long" runs, too`);
if (files.length === 0) {
  console.log(`  no test file has ${wanted.join(' or ')} in its path`);
  process.exit(1);
}
if (failed.length > 0) console.log(`  failed already: ${failed.join(', ')}`);
// What failed by its random input is tried again with the same.
const seed = process.env.FC_SEED ?? `${Date.now() % 2 ** 31}`;
const seeds = { FC_SEED: seed, FAULTS_SEED: process.env.FAULTS_SEED ?? seed };
console.log(`  FC_SEED=${seeds.FC_SEED} FAULTS_SEED=${seeds.FAULTS_SEED}`);
const began = performance.now();
let results = await runTests(files, 2);
// Of thousands of tests on two busy cores one may fail by accident: it is tried once more, alone, and named.
const again = wanted.length === 0 ? worthAnotherTry(results) : [];
if (again.length > 0) {
  const names = again.map((file) => path.relative(root, file));
  console.log(`\n▶ once more, one by one: ${names.join(', ')}`);
  const second = await runTests(names, 1);
  for (const file of again) {
    const passed = second.get(file)?.failed === false;
    console.log(`⚠ ${path.relative(root, file)} failed, ${passed ? 'and passed when run alone' : 'twice'}`);
  }
  results = new Map([...results, ...second]);
  console.log(`\n${countLines(results, performance.now() - began).join('\n')}`);
}
const red = [...results.values()].some((result) => result.failed);
process.exit(red || failed.length > 0 ? 1 : 0);

/** Runs test files, so many at a time; what each came to. */
async function runTests(chosen: readonly string[], concurrency: number): Promise<Map<string, FileResult>> {
  const reporter = (name: string) => new URL(`./harness/${name}.ts`, import.meta.url).href;
  const lines = path.join(await mkdtemp(path.join(scratch, 'results-')), 'results.jsonl');
  const runner = [
    '--test',
    `--test-reporter=${reporter('counts-last')}`,
    '--test-reporter-destination=stdout',
    `--test-reporter=${reporter('results-by-file')}`,
    `--test-reporter-destination=${lines}`,
    `--test-concurrency=${concurrency}`,
    '--test-timeout=600000',
    '--test-force-exit',
  ];
  const code = await run(process.execPath, [...runner, ...options, ...chosen], {
    ...seeds,
    ...foundVariable(found),
    ...bundle,
    // Each test file is a process, and so are many that it starts: what one has compiled is there for the next.
    NODE_COMPILE_CACHE: path.join(scratch, 'compiled'),
  });
  const read = readResults(await readFile(lines, 'utf8').catch(() => '')) ?? new Map<string, FileResult>();
  if (code !== 0 && ![...read.values()].some((result) => result.failed)) {
    console.log(`  the test runner ended with ${code}`);
    failed.push('the test runner');
  }
  return read;
}

async function step(title: string, command: string, args: readonly string[]): Promise<void> {
  console.log(`\n▶ ${title}`);
  if ((await run(path.join('node_modules', '.bin', command), args, {})) !== 0) failed.push(title);
}

function run(command: string, args: readonly string[], env: Record<string, string>): Promise<number> {
  const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  foreground = true;
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      foreground = false;
      if (interrupted) process.exit(130);
      resolve(code ?? 1);
    });
  });
}

/** Every test file but the long ones, or those that have one of the arguments in their path. */
async function testFiles(): Promise<string[]> {
  const names = wanted.map((name) => path.relative(root, path.resolve(name)));
  const files: string[] = [];
  for await (const file of glob('test/**/*.test.ts')) {
    if (names.length > 0 ? names.some((name) => file.includes(name)) : withLong || !long.includes(file))
      files.push(file);
  }
  return files.sort();
}

function serversOf(file: string): readonly ServerKind[] {
  if (file.startsWith('test/workflows')) return ['time-skipping'];
  if (/deploy\/kubernetes-(build|processes)/.test(file)) return ['kustomize', 'keda'];
  if (file.startsWith('test/integration/deploy/kubernetes')) return [...controlPlane, 'kustomize', 'keda'];
  if (file.endsWith('kubernetes/metrics-server.test.ts')) return [...controlPlane, 'metrics-server'];
  if (/^test\/integration\/.*(certificate|cert-manager)/.test(file)) return [...controlPlane, 'cert-manager'];
  if (file.startsWith('test/integration/prometheus')) return ['prometheus'];
  if (file.startsWith('test/integration/telemetry/rules')) return ['promtool'];
  if (file.startsWith('test/integration/telemetry')) return ['temporal', 'prometheus'];
  if (file.startsWith('test/smoke/observability')) return ['temporal', 'postgres', 'prometheus'];
  if (/^test\/integration\/(alertmanager|servers\/alertmanager)/.test(file)) return ['alertmanager'];
  if (file.startsWith('test/integration/faults/checks'))
    return ['postgres', 'valkey', 'kafka', ...controlPlane, 'prometheus'];
  if (file.startsWith('test/integration/faults/channels')) return ['alertmanager'];
  if (file.startsWith('test/integration/faults/restarted')) return ['postgres', 'valkey'];
  if (file.startsWith('test/smoke/alertmanager')) return ['temporal', 'prometheus', 'alertmanager'];
  if (file.startsWith('test/integration/hosts')) return ['podman'];
  if (/^test\/integration\/.*(redis|valkey)/.test(file)) return ['valkey'];
  if (/^test\/integration\/.*kafka/.test(file)) return ['kafka'];
  if (file.startsWith('test/smoke/kafka')) return ['temporal', ...controlPlane, 'kafka'];
  if (file.startsWith('test/smoke/outage')) return ['temporal', ...controlPlane];
  if (file.startsWith('test/smoke/board/archive')) return ['browser'];
  if (/^test\/smoke\/(board|temporal-ui)/.test(file)) return ['temporal', 'postgres', 'browser'];
  if (file.startsWith('test/smoke/demo')) return ['temporal', 'postgres', ...controlPlane];
  if (/^test\/(integration|smoke)\/.*kubernetes/.test(file)) return controlPlane;
  if (/^test\/integration\/(elasticsearch|servers\/opensearch)/.test(file)) return ['opensearch'];
  if (/^test\/integration\/(board\/archive|dns|mail|outside|pagerduty|scripts|sentry)/.test(file)) return [];
  if (file.startsWith('test/fuzz/stack')) return ['temporal'];
  const real = file.startsWith('test/integration') || file.startsWith('test/smoke');
  return real ? ['temporal', 'time-skipping', 'postgres'] : [];
}

/** Finds or builds once what the chosen files need, so that they do not all do so at the same time. */
async function findServers(chosen: readonly string[]): Promise<Record<string, Outcome>> {
  const outcomes: Record<string, Outcome> = {};
  const kinds = new Set(chosen.flatMap(serversOf));
  if (kinds.size > 0) console.log('\n▶ servers');
  const say = (line: string) => console.log(`  ${line}`);
  for (const kind of kinds) {
    const recipe = recipes[kind];
    try {
      outcomes[recipe.name] = await find(recipe, { say, config: readServersConfig() });
    } catch (error) {
      if (!(error instanceof ServerMissing)) throw error;
      say(`Tests that need it are skipped. ${error.message}`);
      outcomes[recipe.name] = { kind: 'missing', reason: error.message };
    }
  }
  return outcomes;
}

/** Bundles the workflows once for all test files; where that fails, each test says why. */
async function prebuiltBundle(chosen: readonly string[]): Promise<Record<string, string>> {
  if (!chosen.some((file) => !file.startsWith('test/unit'))) return {};
  try {
    await access('workflows/index.ts');
    const { bundleWorkflows } = await import('../worker/bundle.ts');
    const file = path.join(scratch, 'workflows.js');
    await writeFile(file, (await bundleWorkflows()).code);
    return bundleVariable(file);
  } catch (error) {
    console.log(`  The workflows could not be bundled: ${(error as Error).message}`);
    return {};
  }
}
