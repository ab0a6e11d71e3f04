import type { ActivityInterfaceFor } from '@temporalio/workflow';
import type { DependencyChecks } from '../../contract/dependencies.ts';
import { asking } from '../asking.ts';

export function outsideChecks(checks: ActivityInterfaceFor<DependencyChecks>) {
  return {
    externalDependencies: asking(
      checks.externalDependencies,
      () => 'Is what the system needs outside in trouble?',
    ),
  };
}
