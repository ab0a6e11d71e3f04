import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findOnce, type Say } from './find.ts';
import { removeWithUs } from './guard.ts';
import { type ApiAccess, askApi } from './kubernetes-api.ts';
import {
  apiServerFlags,
  controllerFlags,
  etcdFlags,
  frontProxy,
  type Keys,
  kwokFlags,
} from './kubernetes-flags.ts';
import { kubernetesRecipes } from './kubernetes-programs.ts';
import { kwokConfig, writeLog } from './kwok-config.ts';
import { freePort, type Running, startProcess, until, withFreePorts } from './process.ts';
import { selfSigned } from './self-signed.ts';

export type ControlPlanePart = keyof typeof kubernetesRecipes;

export interface KubernetesOptions {
  readonly say?: Say;
  /** Users beside `admin`, each with the groups it is in. */
  readonly users?: Readonly<Record<string, readonly string[]>>;
  /** Nodes without machines, each with 4 CPUs and 8 GiB; one by default. */
  readonly nodes?: number;
  /** Names of the containers that can be given logs. */
  readonly logging?: readonly string[];
  /** Names of the containers in which programs can be run: those of this machine. */
  readonly executing?: readonly string[];
}

export interface LogLine {
  readonly at: Date;
  readonly text: string;
}

/** A real control plane; its nodes run no containers, but say what their pods' images ask for (`kwok-stages.ts`). */
export interface KubernetesServer {
  readonly url: string;
  /** PEM */
  readonly certificateAuthority: string;
  /** The bearer token of `admin` or one of the users. */
  token(user: string): string;
  /** The text of a kubeconfig for one of them, with one context, called like the user. */
  kubeconfig(user: string): string;
  /** Asks the API server as `admin`; throws with its message if it refuses. */
  ask(method: string, place: string, body?: object): Promise<unknown>;
  /** What containers of this name print from now on, in all pods, in place of what they printed before. */
  writeLog(container: string, lines: readonly LogLine[]): Promise<void>;
  readonly processes: Readonly<Record<ControlPlanePart, Running>>;
  /** Ends all and removes their data. */
  stop(): Promise<void>;
}

/**
 * Starts etcd, an API server with RBAC, the controllers, the scheduler and nodes on free ports of 127.0.0.1, and waits
 * until pods can run.
 * @throws ServerMissing if one of the programs is not to be had, StartFailed if one does not become usable within 60 s
 */
export async function startKubernetes(options: KubernetesOptions = {}): Promise<KubernetesServer> {
  const programs = {} as Record<ControlPlanePart, string>;
  for (const [name, recipe] of Object.entries(kubernetesRecipes)) {
    const found = await findOnce(recipe, options.say);
    if (found.kind === 'program') programs[name as ControlPlanePart] = found.path;
  }
  return withFreePorts(() => start(programs, options));
}

async function start(
  programs: Record<ControlPlanePart, string>,
  options: KubernetesOptions,
): Promise<KubernetesServer> {
  const base = await mkdtemp(path.join(tmpdir(), 'mayday-kubernetes-'));
  removeWithUs(base);
  const begun: Running[] = [];
  const stop = async () => {
    for (const running of begun.toReversed()) await running.stop();
    await rm(base, { recursive: true, force: true });
  };
  const begin = async (part: ControlPlanePart, args: readonly string[], ready?: () => Promise<unknown>) => {
    const running = await startProcess({
      title: kubernetesRecipes[part].title,
      command: programs[part],
      args,
      cwd: base,
      ready,
    });
    begun.push(running);
    return running;
  };
  try {
    const etcdUrl = `http://127.0.0.1:${await freePort()}`;
    const etcd = await begin('etcd', await etcdFlags(base, etcdUrl), () => fetchOk(`${etcdUrl}/health`));

    const tokens = await writeTokens(base, options.users ?? {});
    const keys = await writeServiceAccountKeys(base);
    await writeFrontProxy(base);
    const port = await freePort();
    const admin: ApiAccess = { url: `https://127.0.0.1:${port}`, token: tokens.admin ?? '', ca: undefined };
    const apiServer = await begin('kube-apiserver', apiServerFlags(base, etcdUrl, port, keys), () =>
      askApi(admin, 'GET', '/readyz'),
    );
    // It signs its own certificate; the file holds that and the authority behind it.
    const certificateAuthority = await readFile(path.join(base, 'certificates', 'apiserver.crt'), 'utf8');
    const access = { ...admin, ca: certificateAuthority };
    const kubeconfig = (user: string) => kubeconfigFor(access.url, certificateAuthority, user, tokens[user]);
    const kubeconfigFile = path.join(base, 'admin.kubeconfig');
    await writeFile(kubeconfigFile, kubeconfig('admin'), { mode: 0o600 });

    const kubeletPort = await freePort();
    const kwokFile = path.join(base, 'kwok.yaml');
    await writeFile(kwokFile, kwokConfig(base, options.logging ?? [], options.executing));
    const [controllers, scheduler, kwok] = await Promise.all([
      begin('kube-controller-manager', controllerFlags(base, kubeconfigFile, keys)),
      begin('kube-scheduler', ['--kubeconfig', kubeconfigFile, '--leader-elect=false', '--secure-port=0']),
      begin('kwok', kwokFlags(base, kubeconfigFile, kwokFile, kubeletPort)),
    ]);
    const ask = (method: string, place: string, body?: object) => askApi(access, method, place, body);
    const nodes = Array.from({ length: options.nodes ?? 1 }, (_, i) => `node-${i + 1}`);
    for (const name of nodes) await ask('POST', '/api/v1/nodes', node(name));
    await until(() => podsCanRun(ask, nodes), { deadlineMs: 60_000 });

    return {
      url: access.url,
      certificateAuthority,
      token: (user) => tokens[user] ?? '',
      kubeconfig,
      ask,
      writeLog: (container, lines) => writeLog(base, container, lines),
      processes: {
        etcd,
        'kube-apiserver': apiServer,
        'kube-controller-manager': controllers,
        'kube-scheduler': scheduler,
        kwok,
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function writeTokens(
  base: string,
  users: Readonly<Record<string, readonly string[]>>,
): Promise<Record<string, string>> {
  const all = { admin: ['system:masters'], ...users };
  const tokens: Record<string, string> = {};
  const lines = Object.entries(all).map(([user, groups]) => {
    const token = randomBytes(24).toString('hex');
    tokens[user] = token;
    return `${token},${user},${user},"${groups.join(',')}"`;
  });
  await writeFile(path.join(base, 'tokens.csv'), `${lines.join('\n')}\n`, { mode: 0o600 });
  return tokens;
}

async function writeServiceAccountKeys(base: string): Promise<Keys> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const folder = path.join(base, 'service-accounts');
  await mkdir(folder);
  const keys = { sign: path.join(folder, 'sign.pem'), verify: path.join(folder, 'verify.pem') };
  await writeFile(keys.sign, privateKey, { mode: 0o600 });
  await writeFile(keys.verify, publicKey);
  return keys;
}

async function writeFrontProxy(base: string): Promise<void> {
  const { key, certificate } = selfSigned('front-proxy-client');
  const files = frontProxy(base);
  await writeFile(files.key, key, { mode: 0o600 });
  await writeFile(files.certificate, certificate);
}

/** JSON is YAML, too. */
function kubeconfigFor(server: string, ca: string, user: string, token = ''): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'test',
        cluster: { server, 'certificate-authority-data': Buffer.from(ca).toString('base64') },
      },
    ],
    users: [{ name: user, user: { token } }],
    contexts: [{ name: user, context: { cluster: 'test', user } }],
    'current-context': user,
  });
}

function node(name: string): object {
  const resources = { cpu: '4', memory: '8Gi', pods: '110' };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      annotations: {
        'kwok.x-k8s.io/node': 'fake',
        'metrics.k8s.io/resource-metrics-path': `/metrics/nodes/${name}/metrics/resource`,
      },
      labels: { 'kubernetes.io/hostname': name },
    },
    status: { allocatable: resources, capacity: resources },
  };
}

async function podsCanRun(ask: KubernetesServer['ask'], nodes: readonly string[]): Promise<boolean> {
  await ask('GET', '/api/v1/namespaces/default/serviceaccounts/default');
  for (const name of nodes) {
    const { spec, status } = (await ask('GET', `/api/v1/nodes/${name}`)) as {
      spec: { taints?: object[] };
      status: { conditions?: { type: string; status: string }[] };
    };
    const isReady = status.conditions?.some((each) => each.type === 'Ready' && each.status === 'True');
    if (!isReady || (spec.taints?.length ?? 0) > 0) return false;
  }
  return true;
}

async function fetchOk(url: string): Promise<void> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(1_000) });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
}
