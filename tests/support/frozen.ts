const known = new WeakSet<object>()

/**
 * A deep copy of plain data that nobody can change any more, without what is `undefined` (no store keeps that). What is
 * frozen already is handed on as it is: a store can give it out again and again for nothing.
 */
export function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || known.has(value)) return value
  const copy: unknown = Array.isArray(value)
    ? value.map((one) => frozen(one))
    : Object.fromEntries(Object.entries(value).flatMap(([key, one]) => (one === undefined ? [] : [[key, frozen(one)]])))
  known.add(copy as object)
  return Object.freeze(copy) as T
}
