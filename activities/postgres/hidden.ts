/** What to say of sessions whose state our role is not shown. */
export function notShown(hidden: number): string[] {
  return hidden > 0
    ? [`${hidden} sessions of other roles are not shown to ours: GRANT pg_monitor to it.`]
    : [];
}
