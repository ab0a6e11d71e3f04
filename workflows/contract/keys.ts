import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Mode } from './input.ts';

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The same text for the same value, whatever the order of its keys; undefined members are left out. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item ?? null)).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`);
  return `{${members.join(',')}}`;
}

/** SHA-256 of a value's canonical text, as 64 hex digits. */
export function hashOf(value: unknown): string {
  return bytesToHex(sha256(utf8ToBytes(canonical(value))));
}

/** An incident's name for people, e.g. `INC-7K3FQ2`: six Crockford characters (30 bits) of the key id's hash. */
export function incidentName(keyId: string): string {
  const digest = sha256(utf8ToBytes(keyId));
  let name = '';
  for (let i = 0; i < 6; i += 1) name += crockford[(digest[i] ?? 0) % 32];
  return `INC-${name}`;
}

/** What a workflow id begins with, by mode: whoever looks after `incident:` has real ones only. */
export const idStarts: Record<Mode, string> = {
  live: 'incident:',
  shadow: 'shadow:',
  'dry-run': 'dry-run:',
};

/** The workflow id that names an incident's place; one incident is open per id. */
export function incidentWorkflowId(
  system: string,
  runbook: string,
  group: string,
  mode: Mode = 'live',
): string {
  return `${incidentIdPrefix(system, runbook, mode)}${hashOf(group).slice(0, 12)}`;
}

/** What the workflow ids of one system's incidents of one runbook begin with. */
export function incidentIdPrefix(system: string, runbook: string, mode: Mode = 'live'): string {
  return `${idStarts[mode]}${system}:${runbook}:`;
}

/** What an effect's guarantee hangs on: the incident, the plan (its round is in the hash) and the target. */
export function effectKey(keyId: string, planHash: string, targetId: string): string {
  return `${keyId}/${planHash.slice(0, 16)}/${targetId}`;
}
