/**
 * A table looked up by words that a stranger says or writes: it has its own words only. In an ordinary object
 * "constructor" and "valueOf" are found, too.
 */
export function wordTable<Value>(entries: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  return Object.freeze(Object.assign(Object.create(null) as Record<string, Value>, entries));
}
