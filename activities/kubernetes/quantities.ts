export { quantity } from '../../workflows/contract/quantities.ts';

/** Rounded; null where there is nothing to compare. */
export function percent(part: number | undefined, whole: number | undefined): number | null {
  if (part === undefined || !whole || Number.isNaN(part) || Number.isNaN(whole)) return null;
  return Math.round((part / whole) * 100);
}

/** `250m`, `1.5` */
export function cpuText(cpus: number): string {
  return cpus < 1 ? `${Math.round(cpus * 1_000)}m` : String(Math.round(cpus * 100) / 100);
}

/** `512Mi`, `1.5Gi` */
export function memoryText(bytes: number): string {
  const gibibytes = bytes / 1024 ** 3;
  return gibibytes >= 1 ? `${Math.round(gibibytes * 100) / 100}Gi` : `${Math.round(bytes / 1024 ** 2)}Mi`;
}
