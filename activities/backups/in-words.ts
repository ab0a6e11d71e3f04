import { durationText } from '../../systems/duration.ts';
import { bytesInWords } from '../amounts.ts';
import type { Backup } from './backups.ts';

const minute = 60_000;

/** `nightly-7 of 2026-11-21 03:00 UTC (5h old, 120 MB)` */
export function backupInWords({ id, at, bytes }: Backup, now: number): string {
  const since = new Date(at).toISOString().slice(0, 16).replace('T', ' ');
  return `${id} of ${since} UTC (${ageInWords(at, now)} old, ${sizeInWords(bytes)})`;
}

/** `5h`, `3d`; of what is younger than a minute, `less than 1m`. */
export function ageInWords(at: number, now: number): string {
  const age = now - at;
  if (age < minute) return 'less than 1m';
  const unit = age >= 48 * 60 * minute ? 24 * 60 * minute : age >= 60 * minute ? 60 * minute : minute;
  return durationText(Math.floor(age / unit) * unit);
}

export function sizeInWords(bytes: number): string {
  return bytes < 1_000 ? `${bytes} bytes` : bytesInWords(bytes);
}
