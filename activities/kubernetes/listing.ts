/** What was found, and what could not be seen, as sentences. */
export interface Found<Item> {
  items: Item[];
  gaps: string[];
}

/** Which part of a list is asked for. */
export interface Page {
  limit: number;
  _continue?: string;
}

/** As the API answers them. */
export interface List<Item> {
  items: Item[];
  metadata?: { _continue?: string };
}

/** Things a request asks for, and the most that are looked at: more would not be answered within the time of a check. */
const bounds = { page: 500, most: 2_000 };

/** Everything of a list, page by page; `title` as in "pods in the namespace shop", to say that there is more. */
export async function listed<Item>(
  title: string,
  ask: (page: Page) => Promise<List<Item>>,
  { page, most } = bounds,
): Promise<Found<Item>> {
  const items: Item[] = [];
  let next: string | undefined;
  do {
    const list = await ask({ limit: page, ...(next ? { _continue: next } : {}) });
    items.push(...list.items);
    next = list.metadata?._continue;
  } while (next && items.length < most);
  const more = `There are more than ${items.length} ${title}; the rest was not looked at.`;
  return { items, gaps: next ? [more] : [] };
}
