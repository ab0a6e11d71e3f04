import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { type Running, startProcess } from '../../../servers/process.ts';
import { environmentOf, type Service } from '../../unit/deploy/compose-file.ts';
import { ofImage } from '../../unit/deploy/dockerfile.ts';

/** What stands for the machine on which `docker compose` would run. */
export interface Host {
  /** What the image holds in /app. */
  app: string;
  /** The folder of docker-compose.yml, with .env, deploy/secrets and the catalogue. */
  project: string;
  /** A folder for the named volumes. */
  volumes: string;
  /** What is different here from a network of containers: addresses and ports. */
  instead: Readonly<Record<string, string>>;
}

/** Why no container can be made here, or false. */
export function withoutContainers(): false | string {
  const tried = spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt'], {
    encoding: 'utf8',
  });
  if (tried.status === 0 && process.getuid?.() === 0) return false;
  return `a file system of its own for a process needs Linux and the right to mount (CAP_SYS_ADMIN): ${tried.stderr?.trim() || tried.error?.message}`;
}

/**
 * The words that run a command as the service's container would: a root of its own that is read-only where the service
 * says so, its volumes, secrets and tmpfs, its user, no capabilities, and nothing in its environment but its own. The
 * network and the programs in /usr are the machine's.
 */
export function inContainer(service: Service, host: Host, command: readonly string[]): string[] {
  const [uid = '', gid = ''] = (service.user ?? ofImage('USER')[0] ?? '').split(':');
  const env = parseEnv(readFileSync(path.join(host.project, '.env'), 'utf8')) as Record<string, string>;
  const environment = { ...environmentOf(service, env), ...instead(service, host) };
  const set = Object.entries({ ...environment, PATH: '/opt/node/bin:/usr/bin:/bin', HOME: '/home/node' });
  const script = [
    'root=$(mktemp -d)',
    'mount -t tmpfs -o mode=755 none "$root"',
    'cd "$root"',
    'mkdir -p proc dev etc/ssl tmp home opt/node/bin',
    ...['usr', 'lib', 'lib32', 'lib64', 'bin', 'sbin'].map(
      (place) =>
        `if [ -L /${place} ]; then cp -a /${place} .; elif [ -d /${place} ]; then ${bind(`/${place}`, place, true)}; fi`,
    ),
    'mount --rbind /proc proc',
    'for each in null zero full random urandom; do touch dev/$each; mount --bind /dev/$each dev/$each; done',
    'for each in passwd group hosts resolv.conf nsswitch.conf localtime; do if [ -e /etc/$each ]; then cp -L /etc/$each etc/; fi; done',
    'if [ -d /etc/ssl ]; then mount --rbind /etc/ssl etc/ssl; fi',
    `touch opt/node/bin/node; mount --bind ${quoted(process.execPath)} opt/node/bin/node`,
    bind(host.app, 'app', true),
    ...mounts(service, host).map(({ from, to, readOnly }) => bind(from, to.slice(1), readOnly)),
    ...(service.tmpfs ?? []).map((each) => {
      const [place = '', options = ''] = each.split(':');
      return `mkdir -p .${place}; mount -t tmpfs -o ${options || 'mode=1777'} none .${place}`;
    }),
    ...(service.read_only
      ? ['mount -o remount,ro,bind "$root" 2> /dev/null || mount -o remount,ro "$root"']
      : []),
    `exec chroot . setpriv --reuid ${uid} --regid ${gid} --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all -- env -i -C /app "$@"`,
  ].join('\n');
  return [
    'unshare',
    '--mount',
    '/bin/sh',
    '-euc',
    script,
    'container',
    ...set.map(([name, value]) => `${name}=${value}`),
    ...command,
  ];
}

/** Starts the service as Compose would, by its own command. */
export function startService(
  title: string,
  service: Service,
  host: Host,
  ready?: () => Promise<unknown>,
): Promise<Running> {
  const [command = '', ...args] = inContainer(service, host, service.command ?? []);
  return startProcess({ title, command, args, ...(ready ? { ready } : {}), deadlineMs: 90_000 });
}

export interface Said {
  status: number | null;
  out: string;
  err: string;
}

/** Runs a command in the service's container to its end, as `docker compose exec` does. */
export function execIn(service: Service, host: Host, command: readonly string[]): Promise<Said> {
  const [program = '', ...args] = inContainer(service, host, command);
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const said: Said = { status: null, out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text));
    child.once('error', reject);
    child.once('close', (status) => resolve({ ...said, status }));
  });
}

/** Whether the service's own health check is content. */
export async function healthy(service: Service, host: Host): Promise<boolean> {
  const [kind, ...command] = service.healthcheck?.test ?? [];
  if (kind !== 'CMD') throw new Error(`The health check is no CMD: ${kind}.`);
  return (await execIn(service, host, command)).status === 0;
}

function mounts(service: Service, host: Host) {
  const volumes = (service.volumes ?? []).map((volume) => {
    const [source = '', to = '', mode] = volume.split(':');
    const from = source.startsWith('.') ? path.join(host.project, source) : path.join(host.volumes, source);
    return { from, to, readOnly: mode === 'ro' };
  });
  const secrets = (service.secrets ?? []).map((secret) => ({
    from: path.join(host.project, 'deploy/secrets', secret),
    to: `/run/secrets/${secret}`,
    readOnly: true,
  }));
  return [...volumes, ...secrets];
}

function instead(service: Service, host: Host): Record<string, string> {
  const given = environmentOf(service, {});
  return Object.fromEntries(Object.entries(host.instead).filter(([name]) => Object.hasOwn(given, name)));
}

function bind(from: string, to: string, readOnly: boolean): string {
  const [source, target] = [quoted(from), quoted(to)];
  const place = `if [ -d ${source} ]; then mkdir -p ${target}; else mkdir -p "$(dirname ${target})"; touch ${target}; fi`;
  return `${place}; mount --bind ${source} ${target}${readOnly ? `; mount -o remount,ro,bind ${target}` : ''}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
