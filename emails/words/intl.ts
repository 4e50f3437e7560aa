/** "A, B and 2 more": a subject line that names fifteen digests is read by nobody. */
export const naming =
  (
    list: (names: readonly string[]) => string,
    others: (count: number) => string,
    quoted: (name: string) => string = (name) => name,
  ) =>
  (names: readonly string[]): string =>
    names.length <= 3 ? list(names.map(quoted)) : list([...names.slice(0, 2).map(quoted), others(names.length - 2)])

/** A span of time in days from two of them on, and in hours below. */
export const spanning =
  (days: (count: number) => string, hours: (count: number) => string) =>
  (span: number): string =>
    span >= 48 && span % 24 === 0 ? days(span / 24) : hours(span)
