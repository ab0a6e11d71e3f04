import { type ChildProcess, spawn } from 'node:child_process';

export type EndSignal = 'SIGTERM' | 'SIGINT' | 'SIGQUIT';

// A shell that outlives this process by some seconds: when its input ends, however we died (SIGKILL too),
// it ends the process groups that are still on its list, and removes the folders.
const script = `
trap '' TERM INT HUP
groups=
while read -r verb what; do
  case $verb in
    end) groups="$groups $what" ;;
    ended) rest=; for g in $groups; do [ "\${g#*:}" = "$what" ] || rest="$rest $g"; done; groups=$rest ;;
    remove) set -- "$@" "$what" ;;
  esac
done
alive() { for g in $groups; do kill -s 0 -- "-\${g#*:}" 2>/dev/null && return 0; done; return 1; }
for g in $groups; do kill -s "\${g%%:*}" -- "-\${g#*:}" 2>/dev/null; done
tries=0
while alive && [ $tries -lt 50 ]; do sleep 0.1; tries=$((tries + 1)); done
for g in $groups; do kill -s KILL -- "-\${g#*:}" 2>/dev/null; done
for folder in "$@"; do rm -rf -- "$folder"; done
`;

const groups = new Map<number, EndSignal>();
let guard: ChildProcess | undefined;

function tell(line: string): void {
  if (!guard) {
    guard = spawn('/bin/sh', ['-c', script, 'mayday-guard'], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    guard.on('error', () => {});
    guard.stdin?.on('error', () => {});
    guard.unref();
    (guard.stdin as unknown as { unref?(): void }).unref?.();
    process.on('exit', () => {
      for (const [pid, signal] of groups) signalGroup(pid, signal);
    });
  }
  guard.stdin?.write(`${line}\n`);
}

/** Signals a whole process group; one that is gone already is fine. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** From now on this process group ends when this process does, in whatever way. */
export function endWithUs(pid: number, signal: EndSignal): void {
  groups.set(pid, signal);
  tell(`end ${signal.slice(3)}:${pid}`);
}

/** The process group has ended; its number may be given to others. */
export function hasEnded(pid: number): void {
  groups.delete(pid);
  tell(`ended ${pid}`);
}

/** From now on this folder, which we made ourselves, is removed when this process ends. */
export function removeWithUs(folder: string): void {
  tell(`remove ${folder}`);
}
