import type { Recipe } from './find.ts';
import { run } from './process.ts';
import { versions } from './versions.ts';
import { goInstall, goProgram } from './ways.ts';

const { kubernetes, etcd, kwok } = versions;
const minor = kubernetes.split('.').slice(0, 2).join('.');

const remedies = (programs: string) => [
  `put ${programs} on the PATH, or in the folder that KUBEBUILDER_ASSETS names`,
  'install Go 1.25 or newer (https://go.dev/dl), which builds it',
];

/** What a control plane and its nodes are made of, each found or built by itself. */
export const kubernetesRecipes = {
  etcd: {
    name: 'etcd',
    title: 'etcd',
    version: etcd,
    program: 'etcd',
    onPath: {
      command: 'etcd',
      version: (program) => versionOf(program, /etcd Version: (\S+)/, /^3\.([5-9]|\d\d)\./, '3.5 or newer'),
    },
    ways: [
      goProgram({
        module: 'go.etcd.io/etcd/server/v3',
        version: etcd,
        command: 'go.etcd.io/etcd/server/v3',
        program: 'etcd',
        lasts: 'about half a minute, once',
      }),
    ],
    remedies: remedies('etcd'),
  },
  'kube-apiserver': kubernetesProgram('kube-apiserver', 'about 4 minutes, once'),
  'kube-controller-manager': kubernetesProgram('kube-controller-manager', 'about a minute, once'),
  'kube-scheduler': kubernetesProgram('kube-scheduler', 'about half a minute, once'),
  kwok: {
    name: 'kwok',
    title: 'kwok (nodes without machines)',
    version: kwok,
    program: 'kwok',
    onPath: {
      command: 'kwok',
      version: (program) => versionOf(program, /v?(\d+\.\d+\.\d+)/, /^0\.([7-9]|\d\d)\./, '0.7 or newer'),
    },
    ways: [goInstall('sigs.k8s.io/kwok/cmd/kwok', kwok, 'about a minute, once')],
    remedies: remedies('kwok'),
  },
} as const satisfies Readonly<Record<string, Recipe>>;

/** They share most of their packages: the first takes the time. */
function kubernetesProgram(program: string, lasts: string): Recipe {
  const [major, minorOnly] = kubernetes.split('.');
  const info = 'k8s.io/component-base/version';
  return {
    name: program,
    title: program,
    version: kubernetes,
    program,
    onPath: {
      command: program,
      // None may be newer than the API server: those that we build go with those that we find.
      version: (found) =>
        versionOf(found, /Kubernetes v(\S+)/, new RegExp(`^${minor.replace('.', '\\.')}\\.`), minor),
    },
    ways: [
      goProgram({
        module: 'k8s.io/kubernetes',
        version: kubernetes,
        command: `k8s.io/kubernetes/cmd/${program}`,
        program,
        lasts,
        besideVersion: versions.kubernetesModules,
        texts: {
          [`${info}.gitVersion`]: `v${kubernetes}`,
          [`${info}.gitMajor`]: major ?? '',
          [`${info}.gitMinor`]: minorOnly ?? '',
        },
      }),
    ],
    remedies: remedies(program),
  };
}

async function versionOf(program: string, printed: RegExp, fits: RegExp, wanted: string): Promise<string> {
  const text = await run(program, ['--version'], { timeoutMs: 10_000 });
  const version = printed.exec(text)?.[1];
  if (version === undefined) throw new Error(`it does not tell its version: ${text.trim().slice(0, 100)}`);
  if (!fits.test(version)) throw new Error(`it is ${version}, needed is ${wanted}`);
  return version;
}
