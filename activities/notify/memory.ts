/** Forgotten first when there are more. */
const most = 5_000;

/** What this process has said already, for outside systems that cannot be asked what they have heard. */
export interface Memory {
  has(name: string): boolean;
  add(name: string): void;
}

export function memory(): Memory {
  const names = new Set<string>();
  return {
    has: (name) => names.has(name),
    add(name) {
      names.add(name);
      if (names.size > most) for (const oldest of names) return void names.delete(oldest);
    },
  };
}
