import { allSettings } from '../../settings/all.ts';
import { isSecret, type Reader, type Setting } from '../../settings/setting.ts';
import { imageSettings, serviceSettings } from './compose-settings.ts';

/** The processes that docker-compose.yml starts; the command line runs in the worker's container. */
const processes = ['worker', 'gateway', 'codec server'] as const satisfies Reader[];

/** Where the secrets of a process lie on the host, beside the repository's own files. */
const folders: Record<(typeof processes)[number], string> = {
  worker: 'deploy/secrets/worker',
  gateway: 'deploy/secrets/gateway',
  'codec server': 'deploy/secrets',
};

/** What is written instead of what counts where nothing is set. */
const inCompose: Record<string, string> = {
  MAYDAY_OWN_PARTS: 'MAYDAY_OWN_PARTS=postgres://temporal-store:5432',
  MAYDAY_ENCRYPTION_KEYS: '# MAYDAY_ENCRYPTION_KEYS_FILE=/run/secrets/encryption-keys',
  OTEL_EXPORTER_OTLP_ENDPOINT: '# OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4318',
  'OTEL_*': '# OTEL_RESOURCE_ATTRIBUTES=deployment.environment.name=production',
  KUBECONFIG: '# KUBECONFIG=/etc/mayday/cluster/kubeconfig.yaml',
};

const elsewhere = 'Set in docker-compose.yml or by the image: leave them out here';

const opening = `# As .env beside docker-compose.yml: cp .env.example .env
# Written by \`npm run docs\` from settings/, so edit the copy.
#
# A line that begins with "# NAME=" counts for nothing until you take the # away; what stands behind = is what counts
# without it, or an example. No secret stands here: it is a file in deploy/secrets/, and NAME_FILE says how its containers
# see it. What can be made, deploy/make-secrets.sh makes.

# ── Docker Compose ──

# Services beside Mayday, with commas between: cluster (a simulated Kubernetes; KUBECONFIG below leads the worker there),
# encryption (the codec server; MAYDAY_ENCRYPTION_KEYS_FILE below switches encryption on), monitoring (Prometheus and
# Grafana), redis (a Redis to look at).
# COMPOSE_PROFILES=cluster,encryption,monitoring,redis

# The tag of Mayday's image.
# IMAGE_TAG=local

# Where browsers reach the codec server. That of the profile encryption wants a token, and the UI as it is here lets nobody
# sign in, so it has none: for it \`npm run codec-server\` runs on this host, without a token (docs/encryption.md).
# TEMPORAL_CODEC_ENDPOINT=http://127.0.0.1:8234

# true = the UI, where it lets people sign in, shows their token there; by https only.
# TEMPORAL_CODEC_PASS_ACCESS_TOKEN=false`;

const catalogue = `# ── Names of the catalogue ──

# Every \${NAME} of systems/*.yaml, as NAME or, for what is secret, as NAME_FILE. Public keys belong to worker and gateway,
# the rest to the worker: deploy/secrets/worker. These are those of systems/demo.yaml.
# DEMO_DATABASE_URL_FILE=/etc/mayday/secrets/demo-database-url
# DEMO_SERVICE_URL=http://host.docker.internal:3000
# DEMO_ALICE_PUBLIC_KEY=
# DEMO_BOB_PUBLIC_KEY=`;

/** The text of .env.example: every setting of the processes that docker-compose.yml starts, with what it is for. */
export function envExample(): string {
  const fixed = new Set([...serviceSettings(), ...imageSettings()]);
  const groups = new Map<string, string[]>();
  for (const [name, setting] of Object.entries<Setting>(allSettings)) {
    if (readers(setting).length === 0) continue;
    const title = fixed.has(name) ? elsewhere : heading(setting);
    const lines = fixed.has(name) ? comment(`${name}: ${text(setting)}`) : entry(name, setting);
    groups.set(title, [...(groups.get(title) ?? []), lines]);
  }
  const titles = [...groups.keys()].sort(
    (a, b) => Number(a === elsewhere) - Number(b === elsewhere) || b.length - a.length,
  );
  const sections = titles.map((title) => `# ── ${title} ──\n\n${groups.get(title)?.join('\n\n')}`);
  return `${[opening, catalogue, ...sections].join('\n\n')}\n`;
}

function readers({ readBy }: Setting) {
  return processes.filter((reader) => readBy.includes(reader));
}

function heading(setting: Setting): string {
  const names = readers(setting)
    .join(', ')
    .replace(/, ([^,]*)$/, ' and $1');
  return `Read by the ${names}`;
}

function entry(name: string, setting: Setting): string {
  const page = setting.docs ? ` (docs/${setting.docs})` : '';
  const said = `${text(setting)}${page}.`.replace(/^[a-z]/, (first) => first.toUpperCase());
  const variable = name.replace('*', 'NAME');
  const line = inCompose[name] ?? `# ${variable}=${written(setting)}`;
  if (name in inCompose || !isSecret(setting)) return `${comment(said)}\n${line}`;
  const file = variable
    .replace(/^MAYDAY_/, '')
    .toLowerCase()
    .replaceAll('_', '-');
  const places = readers(setting).map((reader) => `${folders[reader]}/${file}`);
  return `${comment(`${said} As ${places.join(' and ')}:`)}\n# ${variable}_FILE=/etc/mayday/secrets/${file}`;
}

/** What counts where nothing is set, if that can be written down. */
function written({ otherwise = '' }: Setting): string {
  return /^`([^`]*)`$/.exec(otherwise)?.[1] ?? '';
}

function text({ what }: Setting): string {
  return what.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll('`', '');
}

function comment(words: string): string {
  const lines = [''];
  for (const word of words.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last.length + word.length > 116) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.map((line) => `# ${line}`).join('\n');
}
