/** Works on several items at once and gives the results in the order of the items. */

/** At most `atOnce` are under way. `work` tells failures by its result; a rejection ends the iteration. */
export async function* inOrder<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const underWay: Promise<Result>[] = [];
  let next = 0;
  while (next < items.length || underWay.length > 0) {
    while (next < items.length && underWay.length < atOnce) underWay.push(work(items[next++]!));
    yield await underWay.shift()!;
  }
}
