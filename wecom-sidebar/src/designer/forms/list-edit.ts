/** A list with one of it changed, taken out (null), or added at the end; of two with one key the later goes. */
export function changedAt<Item>(list: readonly Item[], at: number, next: Item | null, keyOf: (item: Item) => string): readonly Item[] {
  const changed = next === null ? list.filter((_, i) => i !== at) : at < list.length ? list.map((one, i) => (i === at ? next : one)) : [...list, next];
  return changed.filter((one, i) => changed.findIndex((other) => keyOf(other) === keyOf(one)) === i);
}
