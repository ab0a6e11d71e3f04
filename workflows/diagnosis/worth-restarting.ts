import type { Finding } from '../contract/findings.ts';
import type { SystemProfile } from '../contract/profile.ts';
import type { Symptoms } from './symptoms.ts';
import { applications } from './workloads.ts';

/**
 * Workloads whose trouble looks like configuration: they fail or their logs have errors, and no deploy explains it.
 * Where nothing explains why the system is not well, all of them that hold no data. What fails outside explains errors.
 */
export function worthRestarting(
  profile: SystemProfile,
  { deployed, failing, erring, shortOfMemory, shortOfCpu }: Omit<Symptoms, 'slow'>,
  health: Finding,
  failsOutside = false,
): string[] {
  const unexplained = failing.filter((id) => !deployed.includes(id));
  if (deployed.length > 0) return unexplained;
  const sick = [...new Set([...unexplained, ...(failsOutside ? [] : erring)])];
  const explained = failsOutside || sick.length + shortOfMemory.length + shortOfCpu.length > 0;
  if (explained || health.verdict !== 'sick') return sick;
  return applications(profile);
}
