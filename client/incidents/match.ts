/** What an incident is called by. */
export interface Named {
  /** `INC-7K3FQ2` */
  incident: string;
  workflowId: string;
}

/** The incidents a typed id means: a workflow id, or the beginning of a name in any case, with or without `INC-`. */
export function matchIncidents<T extends Named>(typed: string, incidents: readonly T[]): T[] {
  const exact = incidents.filter(({ workflowId }) => workflowId === typed);
  if (exact.length > 0) return exact;
  const start = nameStart(typed);
  return start === undefined ? [] : incidents.filter(({ incident }) => incident.startsWith(start));
}

/** `7k3fq` → `INC-7K3FQ`; undefined if no name begins like that. */
export function nameStart(typed: string): string | undefined {
  const letters = typed
    .trim()
    .toUpperCase()
    .replace(/^INC-?/, '');
  // Crockford: what is read aloud or by tired eyes as O, I or L is a digit.
  const meant = letters.replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return /^[0-9A-HJKMNP-TV-Z]{1,6}$/.test(meant) ? `INC-${meant}` : undefined;
}
