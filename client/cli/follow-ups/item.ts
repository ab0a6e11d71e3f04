import { usage } from '../../failure.ts';

/** `INC-7K3FQ2 3`, or `3` for the only incident that has follow-ups. @throws CommandFailure */
export function itemAndIncident(words: readonly string[], verb: string): { id?: string; item: number } {
  const [item, id, ...more] = words.toReversed();
  if (item === undefined || more.length > 0 || !/^[1-9][0-9]{0,3}$/.test(item)) {
    throw usage(`It takes the number of an item: mayday ${verb} [id] 3. "mayday follow-ups" lists them.`);
  }
  return { id, item: Number(item) };
}
