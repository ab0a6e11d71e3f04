/** One value of a JSON document, by its path: `errors.byKind.0.count`. */
export interface Leaf {
  path: string;
  value: string | number | boolean;
}

const most = 5_000;

/** Every number, text and truth of a document, in its order, and how long its lists are; of a large one, the first ones. */
export function leavesOf(document: unknown): Leaf[] {
  const leaves: Leaf[] = [];
  // A list of things to do, so that no depth is too deep.
  const open: { path: string; value: unknown }[] = [{ path: '', value: document }];
  for (let each = open.pop(); each && leaves.length < most; each = open.pop()) {
    const { path, value } = each;
    const below = (key: string) => (path ? `${path}.${key}` : key);
    if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') {
      leaves.push({ path, value });
    } else if (typeof value === 'object' && value !== null) {
      if (Array.isArray(value)) leaves.push({ path: below('length'), value: value.length });
      const inside = Object.entries(value).slice(0, most);
      for (const [key, member] of inside.toReversed()) open.push({ path: below(key), value: member });
    }
  }
  return leaves;
}

/** Those that a name means: its own path, the end of one, or all below it. */
export function namedLeaves(leaves: readonly Leaf[], name: string): Leaf[] {
  return leaves.filter(({ path }) => `.${path}.`.includes(`.${name}.`));
}
