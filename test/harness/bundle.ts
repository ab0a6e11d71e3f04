export interface WorkflowBundle {
  readonly code: string;
}

let bundle: Promise<WorkflowBundle> | { readonly codePath: string } | undefined;

/** The bundled workflows for `Worker.create({ workflowBundle })`: what test/run.ts bundled, else bundled here, once. */
export async function workflowBundle(): Promise<WorkflowBundle | { readonly codePath: string }> {
  const codePath = process.env.MAYDAY_WORKFLOW_BUNDLE;
  bundle ??= codePath ? { codePath } : (await import('../../worker/bundle.ts')).bundleWorkflows();
  return bundle;
}

/** The environment variable that hands the bundle's path to the test files. */
export function bundleVariable(codePath: string): Record<string, string> {
  return { MAYDAY_WORKFLOW_BUNDLE: codePath };
}
